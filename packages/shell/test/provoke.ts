export const provoke: Readonly<Record<string, () => unknown>> = {}
