/** Names in the syntax of a program, for what is seen in the order of statements. */
import type { ClassStatement, Expression, Program, Statement } from '../program/program.ts';
import { visit } from '../program/walk.ts';
import { canonical } from './paths.ts';

/** `a.b.c` of names; undefined for any other expression. */
export function dotted(expression: Expression): string | undefined {
  if (expression.type === 'name') return expression.name;
  if (expression.type !== 'member') return undefined;
  const object = dotted(expression.object);
  return object === undefined ? undefined : `${object}.${expression.name}`;
}

export function visitProgram(program: Program, seen: (statement: Statement) => void): void {
  for (const { statements } of program.pieces) visit(statements, seen);
}

/** Canonical paths of the names that a file imports, wherever the import stands. */
export class Imports {
  private readonly paths = new Map<string, string>();

  add(statement: Statement): void {
    if (statement.type !== 'import') return;
    for (const { local, module, name } of statement.names) {
      const plain = name === undefined && module.startsWith(`${local}.`) ? local : module;
      this.paths.set(local, name === undefined ? plain : `${module}.${name}`);
    }
  }

  some(is: (path: string) => boolean): boolean {
    return [...this.paths.values()].some(is);
  }

  /** `transforms.Compose` is `torchvision.transforms.Compose`. */
  pathOf(expression: Expression): string | undefined {
    const name = dotted(expression);
    if (name === undefined) return undefined;
    const [first = '', ...rest] = name.split('.');
    const root = this.paths.get(first);
    if (root === undefined) return undefined;
    const path = [root, ...rest].join('.');
    return canonical(path) ?? path;
  }
}

/** Whether a class of the file is a module by its own bases or those of its bases in the file. */
export function isModule(
  statement: ClassStatement,
  classes: ReadonlyMap<string, ClassStatement>,
  imports: Imports,
  depth = 0,
): boolean {
  return statement.bases.some((base) => {
    const path = imports.pathOf(base);
    if (path !== undefined && /^(?:torch\.nn\.[A-Z]\w*|pytorch_lightning\.LightningModule)$/.test(path))
      return true;
    const parent = base.type === 'name' ? classes.get(base.name) : undefined;
    return (
      parent !== undefined &&
      parent !== statement &&
      depth < 8 &&
      isModule(parent, classes, imports, depth + 1)
    );
  });
}
