import { complaints } from '../tool.mjs'

/** Directions between packages, from the tags in their turbo.json. */
export const boundaries = () => complaints('turbo', ['boundaries'])
