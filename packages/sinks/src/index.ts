export type { Finding, Plan, SinkHost } from "./model.ts"
