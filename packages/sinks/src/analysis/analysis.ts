import type { SinkHost } from '../model.ts'
import { Bindings } from './bindings.ts'
import { Calls } from './calls.ts'
import { Exports } from './exports.ts'
import type { TypeTable } from './origin.ts'
import { Origins } from './origin.ts'
import { Provenance } from './provenance.ts'
import { Sources } from './sources.ts'
import { TextShapes } from './text-shape.ts'

/** The shared analysis of one file; each part does its work on first use. */
export class Analysis {
  readonly host: SinkHost
  readonly bindings: Bindings
  readonly calls: Calls
  readonly exports: Exports
  readonly shapes: TextShapes
  readonly origins: Origins
  readonly provenance: Provenance
  readonly sources: Sources

  constructor(host: SinkHost, table: TypeTable) {
    this.host = host
    this.bindings = new Bindings(host)
    this.calls = new Calls(host, this.bindings)
    this.exports = new Exports(host, this.calls)
    this.shapes = new TextShapes(host)
    this.origins = new Origins(host, this.bindings, this.calls, table)
    this.shapes.isFormat = callee => callee.type === 'Identifier' && callee['name'] === 'format' && this.origins.moduleOf(callee) === 'util'
    this.calls.isForeign = object => this.origins.isForeign(object)
    this.provenance = new Provenance(host, this.bindings, this.calls, node => this.origins.factOf(node))
    this.sources = new Sources(host, this.bindings, this.calls)
  }
}
