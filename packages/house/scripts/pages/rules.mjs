/** One page a rule family; filled in when the knowledge base describes its families. */
export async function rulePages() {
  return []
}
