// The plugin, in the two shapes in which configurations ask for it
export { plugin, plugin as default } from './plugin.ts'
export { configs, meta, rules } from './plugin.ts'
