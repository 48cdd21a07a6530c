import type { SourceNode } from '@breakwater/sinks'
import type { Child, ScopeWalker, Visitors } from './walker.ts'
import { child, children } from './walker.ts'

/** Uses the name at the head of `a.b.c`. */
function useEntity(walker: ScopeWalker, entity: Child, meaning: 'type' | 'value'): void {
  let at = entity
  while (at?.type === 'TSQualifiedName') at = child(at, 'left')
  if (at?.type === 'Identifier') walker.use(at, 'read', null, meaning)
  else walker.visit(at)
}

function visitHeritage(walker: ScopeWalker, at: SourceNode): void {
  let expression = child(at, 'expression')
  while (expression?.type === 'MemberExpression') expression = child(expression, 'object')
  useEntity(walker, expression, 'type')
  walker.visit(child(at, 'typeArguments'))
}

function visitSignature(walker: ScopeWalker, at: SourceNode): void {
  if (at['computed']) walker.visit(child(at, 'key'))
  walker.within('functionType', at, () => {
    walker.visit(child(at, 'typeParameters'))
    for (const param of children(at, 'params')) walker.pattern(param, { define: { type: 'Parameter', node: at } })
    walker.visit(child(at, 'returnType'))
  })
}

function visitDeclaration(walker: ScopeWalker, at: SourceNode): void {
  walker.define(child(at, 'id'), { type: 'Type', node: at })
  const inner = () => {
    walker.visit(child(at, 'typeParameters'))
    walker.list(at['extends'])
    walker.visit(child(at, 'body'))
    walker.visit(child(at, 'typeAnnotation'))
  }
  if (at['typeParameters']) walker.within('type', at, inner)
  else inner()
}

function visitEnum(walker: ScopeWalker, at: SourceNode): void {
  walker.define(child(at, 'id'), { type: 'TSEnumName', node: at })
  walker.within('tsEnum', at, () => {
    for (const member of children(child(at, 'body') ?? at, 'members')) {
      const id = child(member!, 'id')
      if (id?.type === 'Identifier') walker.define(id, { type: 'TSEnumMemberName', node: member! })
      walker.visit(child(member!, 'initializer'))
    }
  })
}

function visitModule(walker: ScopeWalker, at: SourceNode): void {
  const id = child(at, 'id')
  if (id?.type === 'Identifier' && at['kind'] !== 'global') walker.define(id, { type: 'TSModuleName', node: at })
  walker.within('tsModule', at, () => walker.list(child(at, 'body')?.['body']))
}

/** What is done at TypeScript's own nodes. */
export const typeVisitors: Visitors = {
  TSTypeReference(walker, at) {
    const name = child(at, 'typeName')
    // `as const` names nothing.
    if (name?.['name'] !== 'const') useEntity(walker, name, 'type')
    walker.visit(child(at, 'typeArguments'))
  },
  TSTypeQuery(walker, at) {
    useEntity(walker, child(at, 'exprName'), 'value')
    walker.visit(child(at, 'typeArguments'))
  },
  TSImportType: (walker, at) => walker.visit(child(at, 'typeArguments')),
  TSQualifiedName: (walker, at) => useEntity(walker, at, 'type'),
  TSInterfaceHeritage: visitHeritage, TSClassImplements: visitHeritage,
  TSPropertySignature(walker, at) {
    if (at['computed']) walker.visit(child(at, 'key'))
    walker.visit(child(at, 'typeAnnotation'))
  },
  TSMethodSignature: visitSignature, TSFunctionType: visitSignature, TSConstructorType: visitSignature, TSCallSignatureDeclaration: visitSignature, TSConstructSignatureDeclaration: visitSignature,
  TSIndexSignature(walker, at) {
    for (const parameter of children(at, 'parameters')) walker.visit(child(parameter!, 'typeAnnotation'))
    walker.visit(child(at, 'typeAnnotation'))
  },
  TSTypeParameter(walker, at) {
    const name = child(at, 'name')
    walker.define(name, { type: 'Type', node: at })
    walker.visit(child(at, 'constraint'))
    walker.visit(child(at, 'default'))
  },
  TSMappedType: (walker, at) => walker.within('mappedType', at, () => {
    walker.define(child(at, 'key'), { type: 'Type', node: at })
    walker.visit(child(at, 'constraint'))
    walker.visit(child(at, 'nameType'))
    walker.visit(child(at, 'typeAnnotation'))
  }),
  TSInferType(walker, at) {
    const parameter = child(at, 'typeParameter')!
    let scope = walker.scope
    while (scope.upper && (scope.type === 'functionType' || scope.type === 'mappedType')) scope = scope.upper
    walker.define(child(parameter, 'name'), { type: 'Type', node: parameter, scope: scope.type === 'conditionalType' ? scope : walker.scope })
    walker.visit(child(parameter, 'constraint'))
  },
  TSConditionalType(walker, at) {
    walker.within('conditionalType', at, () => {
      walker.visit(child(at, 'checkType'))
      walker.visit(child(at, 'extendsType'))
      walker.visit(child(at, 'trueType'))
    })
    walker.visit(child(at, 'falseType'))
  },
  TSInterfaceDeclaration: visitDeclaration, TSTypeAliasDeclaration: visitDeclaration,
  TSEnumDeclaration: visitEnum,
  TSModuleDeclaration: visitModule,
  TSImportEqualsDeclaration(walker, at) {
    walker.define(child(at, 'id'), { type: 'ImportBinding', node: at, parent: at })
    const reference = child(at, 'moduleReference')
    if (reference?.type !== 'TSExternalModuleReference') useEntity(walker, reference, 'value')
  },
  TSNamespaceExportDeclaration: (walker, at) => walker.visit(child(at, 'id')),
  TSNamedTupleMember: (walker, at) => walker.visit(child(at, 'elementType')),
  TSTypePredicate(walker, at) {
    const name = child(at, 'parameterName')
    if (name?.type === 'Identifier') walker.use(name)
    walker.visit(child(at, 'typeAnnotation'))
  },
}
