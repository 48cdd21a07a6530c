import type { SourceNode } from '@breakwater/sinks'
import { typeVisitors } from './type-visitors.ts'
import type { ScopeWalker, Visitors } from './walker.ts'
import { child, children } from './walker.ts'

function visitFunction(walker: ScopeWalker, at: SourceNode): void {
  const id = child(at, 'id')
  if (at.type === 'FunctionDeclaration' || at.type === 'TSDeclareFunction') walker.define(id, { type: 'FunctionName', node: at })
  if (at.type !== 'FunctionExpression' || !id) return functionScope(walker, at)
  walker.within('function-expression-name', at, () => {
    walker.define(id, { type: 'FunctionName', node: at })
    functionScope(walker, at)
  })
}

function functionScope(walker: ScopeWalker, at: SourceNode): void {
  // Decorators of parameters run where the class stands.
  for (const param of children(at, 'params')) visitDecorators(walker, param!)
  walker.within('function', at, () => {
    if (at.type !== 'ArrowFunctionExpression') walker.scope.declare('arguments')
    for (const param of children(at, 'params')) walker.pattern(param, { define: { type: 'Parameter', node: at } })
    walker.visit(child(at, 'returnType'))
    walker.visit(child(at, 'typeParameters'))
    const body = child(at, 'body')
    if (body?.type === 'BlockStatement') walker.list(body['body'])
    else walker.visit(body)
  })
}

function visitDecorators(walker: ScopeWalker, param: SourceNode): void {
  walker.list(param['decorators'])
  if (param.type === 'AssignmentPattern') walker.list(child(param, 'left')?.['decorators'])
}

function visitClass(walker: ScopeWalker, at: SourceNode): void {
  const define = { type: 'ClassName', node: at }
  if (at.type === 'ClassDeclaration') walker.define(child(at, 'id'), define)
  walker.list(at['decorators'])
  walker.within('class', at, () => {
    walker.define(child(at, 'id'), define)
    walker.visit(child(at, 'typeParameters'))
    walker.visit(child(at, 'superClass'))
    walker.visit(child(at, 'superTypeArguments'))
    walker.list(at['implements'])
    walker.visit(child(at, 'body'))
  })
}

function visitMember(walker: ScopeWalker, at: SourceNode): void {
  if (at['computed']) walker.visit(child(at, 'key'))
  const value = child(at, 'value')
  if (value && (at.type === 'PropertyDefinition' || at.type === 'AccessorProperty')) walker.within('class-field-initializer', value, () => walker.visit(value))
  else walker.visit(value)
  walker.list(at['decorators'])
  walker.visit(child(at, 'typeAnnotation'))
}

function visitDeclarator(walker: ScopeWalker, at: SourceNode, parent: SourceNode, each?: SourceNode): void {
  const init = child(at, 'init')
  const scope = parent['kind'] === 'var' ? walker.scope.functionScope : walker.scope
  walker.pattern(child(at, 'id'), { define: { type: 'Variable', node: at, parent, scope }, written: init ?? each })
  walker.visit(init)
}

function visitLoop(walker: ScopeWalker, at: SourceNode): void {
  const head = child(at, 'init') ?? child(at, 'left')
  const lexical = head?.type === 'VariableDeclaration' && head['kind'] !== 'var'
  const inner = () => (at.type === 'ForStatement' ? walker.inside(at) : visitEach(walker, at, head!))
  if (lexical) walker.within('for', at, inner)
  else inner()
}

function visitEach(walker: ScopeWalker, at: SourceNode, head: SourceNode): void {
  const right = child(at, 'right')!
  if (head.type === 'VariableDeclaration') for (const declarator of children(head, 'declarations')) visitDeclarator(walker, declarator!, head, right)
  else walker.pattern(head, { written: right })
  walker.visit(right)
  walker.visit(child(at, 'body'))
}

const wrappers = new Set(['TSAsExpression', 'TSTypeAssertion', 'TSNonNullExpression', 'TSSatisfiesExpression'])

function visitAssignment(walker: ScopeWalker, at: SourceNode): void {
  let left = child(at, 'left')!
  const right = child(at, 'right')!
  while (wrappers.has(left.type)) {
    walker.visit(child(left, 'typeAnnotation'))
    left = child(left, 'expression')!
  }
  if (at['operator'] === '=') walker.pattern(left, { written: right })
  else if (left.type === 'Identifier') walker.use(left, 'update', right)
  else walker.visit(left)
  walker.visit(right)
}

/** Left operands nest as deep as a concatenation is long: a loop, since the stack is not. */
function visitBinary(walker: ScopeWalker, at: SourceNode): void {
  const rights: SourceNode[] = []
  let left = at
  while (left.type === 'BinaryExpression' || left.type === 'LogicalExpression') {
    rights.push(child(left, 'right')!)
    left = child(left, 'left')!
  }
  walker.visit(left)
  while (rights.length) walker.visit(rights.pop())
}

function visitElement(walker: ScopeWalker, at: SourceNode): void {
  let name = child(at, 'name')
  const isMember = name?.type === 'JSXMemberExpression'
  while (name?.type === 'JSXMemberExpression') name = child(name, 'object')
  const text = name?.['name']
  if (name?.type === 'JSXIdentifier' && typeof text === 'string' && text !== 'this' && (isMember || /^[^a-z]/.test(text))) walker.use(name)
  walker.visit(child(at, 'typeArguments'))
  walker.list(at['attributes'])
}

function visitExported(walker: ScopeWalker, at: SourceNode): void {
  const exported = child(at, 'declaration') ?? child(at, 'expression')
  if (exported?.type === 'Identifier') walker.use(exported, 'read', null, 'both')
  else walker.visit(exported)
}

const nothing = () => undefined
const block = (type: string) => (walker: ScopeWalker, at: SourceNode) => walker.within(type, at, () => walker.list(at['body']))

/** What is done at each type of node that declares, uses or hides names. */
export const visitors: Visitors = {
  ...typeVisitors,
  Identifier: (walker, at) => walker.use(at),
  MemberExpression(walker, at) {
    walker.visit(child(at, 'object'))
    if (at['computed']) walker.visit(child(at, 'property'))
  },
  Property(walker, at) {
    if (at['computed']) walker.visit(child(at, 'key'))
    walker.visit(child(at, 'value'))
  },
  BinaryExpression: visitBinary,
  LogicalExpression: visitBinary,
  AssignmentExpression: visitAssignment,
  UpdateExpression(walker, at) {
    let argument = child(at, 'argument')!
    while (wrappers.has(argument.type)) argument = child(argument, 'expression')!
    if (argument.type === 'Identifier') walker.use(argument, 'update')
    else walker.visit(argument)
  },
  VariableDeclaration(walker, at) {
    for (const declarator of children(at, 'declarations')) visitDeclarator(walker, declarator!, at)
  },
  FunctionDeclaration: visitFunction, FunctionExpression: visitFunction, ArrowFunctionExpression: visitFunction, TSDeclareFunction: visitFunction, TSEmptyBodyFunctionExpression: visitFunction,
  ClassDeclaration: visitClass, ClassExpression: visitClass,
  MethodDefinition: visitMember, PropertyDefinition: visitMember, AccessorProperty: visitMember,
  TSAbstractMethodDefinition: visitMember, TSAbstractPropertyDefinition: visitMember, TSAbstractAccessorProperty: visitMember,
  StaticBlock: block('class-static-block'),
  BlockStatement: block('block'),
  SwitchStatement(walker, at) {
    walker.visit(child(at, 'discriminant'))
    walker.within('switch', at, () => walker.list(at['cases']))
  },
  ForStatement: visitLoop, ForInStatement: visitLoop, ForOfStatement: visitLoop,
  CatchClause: (walker, at) => walker.within('catch', at, () => {
    walker.pattern(child(at, 'param'), { define: { type: 'CatchClause', node: at } })
    walker.visit(child(at, 'body'))
  }),
  WithStatement(walker, at) {
    walker.visit(child(at, 'object'))
    walker.within('with', at, () => walker.visit(child(at, 'body')))
  },
  LabeledStatement: (walker, at) => walker.visit(child(at, 'body')),
  BreakStatement: nothing, ContinueStatement: nothing, MetaProperty: nothing, ExportAllDeclaration: nothing,
  ImportDeclaration(walker, at) {
    for (const specifier of children(at, 'specifiers')) walker.define(child(specifier!, 'local'), { type: 'ImportBinding', node: specifier!, parent: at })
  },
  ExportNamedDeclaration(walker, at) {
    walker.visit(child(at, 'declaration'))
    if (at['source']) return
    for (const specifier of children(at, 'specifiers')) {
      const local = child(specifier!, 'local')
      if (local?.type === 'Identifier') walker.use(local, 'read', null, 'both')
    }
  },
  ExportDefaultDeclaration: visitExported, TSExportAssignment: visitExported,
  JSXOpeningElement: visitElement,
  JSXClosingElement: visitElement, JSXIdentifier: nothing,
  JSXAttribute: (walker, at) => walker.visit(child(at, 'value')),
}
