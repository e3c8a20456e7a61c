/**
 * A program as syntax that is common to Python, JavaScript and TypeScript: what the interpreter walks over. Each
 * language has one translator from its parse tree (`python.ts`, `javascript.ts`); nothing after them knows a grammar.
 */

/**
 * A piece of source text that is parsed by itself: a top-level statement of Python, a whole file of JavaScript, a cell.
 * Places inside are relative to it, so that a piece whose text did not change is used again wherever it moved to.
 */
export interface Piece {
  /** Offset in the document of the piece's first character; moved when text above it changes. */
  start: number;
  statements: Statement[];
  comments: Comment[];
  /** Whether the text could not be parsed whole: an open bracket, a half-typed line. */
  broken: boolean;
  /** JavaScript: names that something but their declaration assigns: functions may change those of others. */
  reassigned?: Set<string>;
}

/** A half-open range of a piece's text. */
export interface Place {
  piece: Piece;
  from: number;
  to: number;
}

export interface Comment extends Place {
  /** Without its marks (`#`, `//`, `/* *\/`) and outer spaces. */
  text: string;
}

/** One argument of a call: `x`, `name=x`, `*x` (`spread: 'list'`), `**x` (`spread: 'names'`). */
export interface Argument extends Place {
  name?: string;
  value: Expression;
  spread?: 'list' | 'names';
}

export interface Element {
  value: Expression;
  spread?: boolean;
}

/** An entry of a dictionary or object; without a key it is spread (`**x`, `...x`). */
export interface Entry extends Place {
  key?: Expression;
  value: Expression;
}

export interface Parameter {
  name: string;
  default?: Expression;
  /** `*args` and `...rest`: 'list'; `**kwargs`: 'names'. */
  rest?: 'list' | 'names';
  /** A pattern, `function f({ units = 10 })`: bound instead of the name. */
  pattern?: Target;
}

/** What an assignment, a loop or a parameter binds. */
export type Target =
  | (Place & { type: 'name'; name: string })
  | (Place & { type: 'member'; object: Expression; name: string })
  | (Place & { type: 'item'; object: Expression; index: Expression })
  /** `a, *b = …`, `const [a, b] = …`. */
  | (Place & { type: 'sequence'; targets: (Target | undefined)[]; rest?: number })
  /** `const { a, b: c = 1 } = …`; the key of `...rest` is `...`. */
  | (Place & { type: 'properties'; properties: { key: string; target: Target; default?: Expression }[] })
  | (Place & { type: 'other' });

export type Expression = Place &
  (
    | { type: 'number'; value: number }
    /** `value` is undefined for a text whose content is not fixed: f-strings and templates with expressions. */
    | { type: 'string'; value: string | undefined; parts: Expression[] }
    | { type: 'boolean'; value: boolean }
    /** `None`, `null`, `undefined`. */
    | { type: 'none' }
    | { type: 'name'; name: string }
    /** `self` of Python is a plain name; `this` of JavaScript is the name `this`, `super` the name `super`. */
    | { type: 'member'; object: Expression; name: string }
    /** `x[i]`; of `x[a:b]` the index is of type `slice`. */
    | { type: 'item'; object: Expression; index: Expression }
    | { type: 'slice'; start?: Expression; end?: Expression; step?: Expression }
    /** `new C()` is a call as well. `closed`: whether its closing parenthesis is there. */
    | { type: 'call'; callee: Expression; arguments: Argument[]; closed: boolean }
    | { type: 'list' | 'tuple' | 'set'; elements: Element[] }
    | { type: 'dictionary'; entries: Entry[] }
    /** Python's spelling in both languages: `+ - * / // % ** @ & | ^ << >>`, comparisons `== != < <= > >= is in not-in is-not`. */
    | { type: 'binary'; operator: string; left: Expression; right: Expression }
    /** `and`, `or`, `??`. */
    | { type: 'logical'; operator: 'and' | 'or' | '??'; left: Expression; right: Expression }
    | { type: 'unary'; operator: '-' | '+' | 'not' | '~'; operand: Expression }
    | { type: 'conditional'; test: Expression; then: Expression; otherwise: Expression }
    | { type: 'function'; parameters: Parameter[]; body: Statement[]; asynchronous: boolean }
    | {
        type: 'comprehension';
        /** What is collected; of a dictionary's, the value. */
        of: 'list' | 'set' | 'dictionary' | 'generator';
        element: Expression;
        key?: Expression;
        loops: { target: Target; over: Expression; conditions: Expression[] }[];
      }
    /** `(x := 1)`, `a = b` as an expression. */
    | { type: 'assignment'; target: Target; value: Expression }
    /** `await x`, `yield x`, `x as T`, `x!`, `(x)` are their operand. Anything else; its parts may contain calls. */
    | { type: 'other'; parts: Expression[] }
  );

/** The expression types by name. */
export type ExpressionOf<Type extends Expression['type']> = Extract<Expression, { type: Type }>;

export interface FunctionStatement extends Place {
  type: 'function';
  name: string;
  /** The name's own place. */
  nameAt: Place;
  parameters: Parameter[];
  decorators: Expression[];
  body: Statement[];
  /** JavaScript: `static`, `get`; Python's are decorators. `generator` where it yields. */
  modifiers: string[];
}

export interface ClassStatement extends Place {
  type: 'class';
  name: string;
  nameAt: Place;
  /** `class A(B, C)`, `class A extends B`. */
  bases: Expression[];
  decorators: Expression[];
  body: Statement[];
}

/** One name that an import binds: `import a.b as c` has module `a.b`, name undefined, local `c`. */
export interface Imported {
  local: string;
  module: string;
  /** `from m import n as l`, `import { n as l } from 'm'`; `default` for `import l from 'm'`. Undefined: the module itself. */
  name?: string;
}

export type Statement =
  | (Place &
      (
        | { type: 'expression'; value: Expression }
        /** `a = b = v` has two targets. `operator` is `+` for `+=`. Without value: `x: int`, `let x`. */
        | { type: 'assign'; targets: Target[]; value?: Expression; operator?: string }
        | { type: 'return'; value?: Expression }
        | { type: 'raise'; value?: Expression }
        | { type: 'if'; test: Expression; then: Statement[]; otherwise: Statement[] }
        /** `over` is undefined for `while` and `for (;;)`, whose parts are `heads`. */
        | { type: 'loop'; target?: Target; over?: Expression; heads: Expression[]; body: Statement[] }
        | { type: 'break' | 'continue' }
        | { type: 'with'; items: { value: Expression; target?: Target }[]; body: Statement[] }
        | {
            type: 'try';
            body: Statement[];
            handlers: Statement[][];
            otherwise: Statement[];
            final: Statement[];
          }
        /** `match` and `switch`: each case's body. */
        | { type: 'cases'; subject: Expression; cases: { tests: Expression[]; body: Statement[] }[] }
        /** `star`: modules whose every name is imported (`from m import *`). */
        | { type: 'import'; names: Imported[]; star?: string }
        | { type: 'global'; names: string[] }
        | { type: 'delete'; targets: Target[] }
        /** A block of its own: JavaScript's `{ … }`. */
        | { type: 'block'; body: Statement[] }
        /** Nothing that runs here: a type, an interface; or syntax that is not known, whose parts may contain calls. */
        | { type: 'other'; parts: Expression[] }
      ))
  | FunctionStatement
  | ClassStatement;

export type StatementOf<Type extends Statement['type']> = Extract<Statement, { type: Type }>;

export interface Program {
  language: 'python' | 'javascript';
  /** In the order of the document; of a notebook each code cell has at least one. */
  pieces: Piece[];
  /** Places in the document as lines and columns. */
  lines: LineTable;
  /** The document's text; of a notebook its code cells one after another, a line break between. */
  text: string;
}

/** Where lines begin. Of a notebook also where cells begin: lines are then counted within their cell. */
export interface LineTable {
  starts: number[];
  /** Offset of each code cell's text and its number over all cells (0-based). */
  cells?: { start: number; number: number }[];
}
