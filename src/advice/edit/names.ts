/** What the names of a text stand for: imports, aliases, and names that are taken by something else. */
import { openProgram } from '../../definition/program/open.ts';
import type { Expression, Place, Program, Statement, Target } from '../../definition/program/program.ts';
import type { Editable, Span } from './source.ts';

/** What binds a name. */
export interface Binding {
  name: string;
  /** The dotted path that it stands for, as imported: `tensorflow.keras.layers`. Undefined for anything else. */
  path?: string;
  /** The statement; undefined in another cell of a notebook. */
  at?: Span;
  /** Of `from module import …` and `import { … } from 'module'`: other names can be added to it. */
  module?: string;
}

/** A function or the whole text, with what it binds. */
interface Scope extends Span {
  bindings: Map<string, Binding[]>;
  /** Modules whose every name is imported. */
  stars: Binding[];
  inner: Scope[];
}

/** The names that are visible at a place. */
export interface Names {
  /** Nothing binds the name where it would be seen here. */
  isFree(name: string): boolean;
  /** Imports and aliases, nearest first: names that stand for the same in all of their bindings. */
  bindings: Binding[];
  stars: Binding[];
}

/** The names that are visible at an offset of a text; of a notebook also those of the cells above. */
export function namesAt(source: Editable, offset: number): Names {
  const scopes = scopesAt(wholeOf(source), offset);
  // Inside a function the module's names are bound when it runs, wherever their statement stands.
  const isBefore = ({ at }: Binding) => scopes.length > 1 || !at || at.to <= offset;
  const nearest = new Map<string, Binding[]>();
  for (const { bindings } of scopes) {
    for (const [name, found] of bindings) if (!nearest.has(name)) nearest.set(name, found);
  }
  return {
    isFree: (name) => !nearest.has(name),
    bindings: [...nearest.values()]
      .filter((found) => found.every(({ path }) => path !== undefined) && found.some(isBefore))
      .map((found) => found.find(isBefore)!),
    stars: scopes.flatMap(({ stars }) => stars).filter(isBefore),
  };
}

/** The scopes around an offset, innermost first. */
function scopesAt(whole: Scope, offset: number): Scope[] {
  const scopes = [whole];
  for (let scope: Scope | undefined = whole; scope; ) {
    scope = scope.inner.find(({ from, to }) => from <= offset && offset < to);
    if (scope) scopes.unshift(scope);
  }
  return scopes;
}

const collected = new WeakMap<Editable, Scope>();

function wholeOf(source: Editable): Scope {
  const known = collected.get(source);
  if (known) return known;
  const whole: Scope = { from: 0, to: source.text.length, bindings: new Map(), stars: [], inner: [] };
  for (const text of source.above) new Collector(whole, false).program(programOf(source, text));
  new Collector(whole, true).program(programOf(source, source.text));
  collected.set(source, whole);
  return whole;
}

const programOf = ({ language, dialect }: Editable, text: string): Program | undefined =>
  openProgram(language === 'python' ? 'cell.py' : `file.${dialect}`, text)?.program;

/** Collects what statements bind in a scope. `here`: they stand in the text that is edited. */
class Collector {
  private readonly scope: Scope;
  private readonly here: boolean;

  constructor(scope: Scope, here: boolean) {
    this.scope = scope;
    this.here = here;
  }

  program(program: Program | undefined): void {
    for (const { statements } of program?.pieces ?? []) this.statements(statements);
  }

  private statements(statements: readonly Statement[]): void {
    for (const statement of statements) this.statement(statement);
  }

  private statement(statement: Statement): void {
    switch (statement.type) {
      case 'import':
        for (const { local, module, name } of statement.names) {
          const path = name === undefined || name === 'default' ? module : `${module}.${name}`;
          this.bind({ name: local, path, module: name && module, at: this.span(statement) });
        }
        if (statement.star)
          this.scope.stars.push({ name: '*', path: statement.star, at: this.span(statement) });
        break;
      case 'assign':
        for (const target of statement.targets)
          this.target(target, statement, statement.operator ? undefined : statement.value);
        break;
      case 'function':
        this.bind({ name: statement.name });
        this.function(statement, statement.parameters, statement.body);
        break;
      case 'class':
        this.bind({ name: statement.name });
        for (const member of statement.body) {
          if (member.type === 'function') this.function(member, member.parameters, member.body);
        }
        break;
      default:
        this.compound(statement);
    }
  }

  /** Blocks bind in the scope around them. */
  private compound(statement: Statement): void {
    switch (statement.type) {
      case 'if':
        this.statements([...statement.then, ...statement.otherwise]);
        break;
      case 'loop':
        if (statement.target) this.target(statement.target, statement);
        this.statements(statement.body);
        break;
      case 'with':
        for (const { target } of statement.items) if (target) this.target(target, statement);
        this.statements(statement.body);
        break;
      case 'try':
        this.statements([
          ...statement.body,
          ...statement.handlers.flat(),
          ...statement.otherwise,
          ...statement.final,
        ]);
        break;
      case 'cases':
        for (const { body } of statement.cases) this.statements(body);
        break;
      case 'block':
        this.statements(statement.body);
        break;
      default:
    }
  }

  private function(at: Place, parameters: { name: string; pattern?: Target }[], body: Statement[]): void {
    const span = this.span(at);
    if (!span) return;
    const inner: Scope = { ...span, bindings: new Map(), stars: [], inner: [] };
    const collector = new Collector(inner, true);
    for (const { name, pattern } of parameters) {
      if (pattern) collector.target(pattern, at);
      else collector.bind({ name });
    }
    collector.statements(body);
    this.scope.inner.push(inner);
  }

  /** An assignment of a dotted name is an alias: `layers = tf.keras.layers`, `const { layers } = tf`. */
  private target(target: Target, at: Place, value?: Expression): void {
    const path = value && this.pathOf(value);
    if (target.type === 'name') this.bind({ name: target.name, path, at: this.span(at) });
    if (target.type === 'sequence') for (const each of target.targets) if (each) this.target(each, at);
    if (target.type !== 'properties') return;
    for (const { key, target: inner } of target.properties) {
      if (inner.type !== 'name') this.target(inner, at);
      else this.bind({ name: inner.name, path: path && `${path}.${key}`, at: this.span(at) });
    }
  }

  private pathOf(value: Expression): string | undefined {
    if (value.type === 'name') {
      const [binding, ...others] = this.scope.bindings.get(value.name) ?? [];
      return others.length === 0 ? binding?.path : undefined;
    }
    const object = value.type === 'member' ? this.pathOf(value.object) : undefined;
    return object && value.type === 'member' ? `${object}.${value.name}` : undefined;
  }

  private bind(binding: Binding): void {
    const known = this.scope.bindings.get(binding.name);
    if (known) known.push(binding);
    else this.scope.bindings.set(binding.name, [binding]);
  }

  private span({ piece, from, to }: Place): Span | undefined {
    return this.here ? { from: piece.start + from, to: piece.start + to } : undefined;
  }
}
