/** The common form as one line of text: what the tests compare. */
import type {
  Argument,
  Expression,
  Parameter,
  Program,
  Statement,
  Target,
} from '../../../src/definition/program/program.ts';

/** Statements of all pieces, joined by `; `. */
export function printProgram({ pieces }: Program): string {
  return printBody(pieces.flatMap(({ statements }) => statements)).slice(1, -1);
}

const join = (parts: string[]): string => parts.join(', ');

function printExpression(node: Expression): string {
  switch (node.type) {
    case 'number':
    case 'boolean':
      return String(node.value);
    case 'string':
      return node.value === undefined
        ? `text(${join(node.parts.map(printExpression))})`
        : JSON.stringify(node.value);
    case 'none':
      return 'none';
    case 'name':
      return node.name;
    case 'member':
      return `${printExpression(node.object)}.${node.name}`;
    case 'item':
      return `${printExpression(node.object)}[${printExpression(node.index)}]`;
    case 'slice':
      return `slice(${join([node.start, node.end, node.step].map((part) => (part ? printExpression(part) : '')))})`;
    case 'call':
      return `${printExpression(node.callee)}(${join(node.arguments.map(printArgument))}${node.closed ? ')' : '⟨open⟩'}`;
    case 'list':
    case 'tuple':
    case 'set':
      return `${node.type}(${join(node.elements.map(({ value, spread }) => `${spread ? '*' : ''}${printExpression(value)}`))})`;
    case 'dictionary':
      return `{${join(node.entries.map(({ key, value }) => (key ? `${printExpression(key)}: ` : '**') + printExpression(value)))}}`;
    case 'binary':
    case 'logical':
      return `(${printExpression(node.left)} ${node.operator} ${printExpression(node.right)})`;
    case 'unary':
      return `(${node.operator} ${printExpression(node.operand)})`;
    case 'conditional':
      return `(${[node.test, node.then, node.otherwise].map(printExpression).join(' ? ')})`;
    case 'function':
      return `${node.asynchronous ? 'async ' : ''}(${join(node.parameters.map(printParameter))}) => ${printBody(node.body)}`;
    case 'comprehension': {
      const loops = node.loops.map(
        ({ target, over, conditions }) =>
          ` for ${printTarget(target)} in ${printExpression(over)}${conditions.map((test) => ` if ${printExpression(test)}`).join('')}`,
      );
      return `${node.of}<${node.key ? `${printExpression(node.key)}: ` : ''}${printExpression(node.element)}${loops.join('')}>`;
    }
    case 'assignment':
      return `(${printTarget(node.target)} := ${printExpression(node.value)})`;
    case 'other':
      return `other(${join(node.parts.map(printExpression))})`;
  }
}

function printArgument({ name, value, spread }: Argument): string {
  const mark = spread === 'list' ? '*' : spread === 'names' ? '**' : '';
  return `${name === undefined ? '' : `${name}=`}${mark}${printExpression(value)}`;
}

function printParameter({ name, default: value, rest, pattern }: Parameter): string {
  const mark = rest === 'list' ? '*' : rest === 'names' ? '**' : '';
  const bound = pattern ? printTarget(pattern) : name;
  return `${mark}${bound}${value ? `=${printExpression(value)}` : ''}`;
}

function printTarget(target: Target): string {
  switch (target.type) {
    case 'name':
      return target.name;
    case 'member':
      return `${printExpression(target.object)}.${target.name}`;
    case 'item':
      return `${printExpression(target.object)}[${printExpression(target.index)}]`;
    case 'sequence':
      return `[${join(target.targets.map((part, index) => (index === target.rest ? '*' : '') + (part ? printTarget(part) : '')))}]`;
    case 'properties':
      return `{${join(target.properties.map(({ key, target: inner, default: value }) => `${key}: ${printTarget(inner)}${value ? ` = ${printExpression(value)}` : ''}`))}}`;
    case 'other':
      return '?';
  }
}

const printBody = (body: Statement[]): string => `{${body.map(printStatement).join('; ')}}`;

const printDecorators = (decorators: Expression[]): string =>
  decorators.map((decorator) => `@${printExpression(decorator)} `).join('');

function printStatement(node: Statement): string {
  switch (node.type) {
    case 'expression':
      return printExpression(node.value);
    case 'assign': {
      const value = node.value ? ` ${node.operator ?? ''}= ${printExpression(node.value)}` : '';
      return node.targets.map(printTarget).join(' = ') + value;
    }
    case 'return':
    case 'raise':
      return `${node.type}${node.value ? ` ${printExpression(node.value)}` : ''}`;
    case 'if':
      return `if ${printExpression(node.test)} ${printBody(node.then)}${node.otherwise.length > 0 ? ` else ${printBody(node.otherwise)}` : ''}`;
    case 'loop': {
      const each = node.over
        ? `${node.target ? printTarget(node.target) : ''} in ${printExpression(node.over)} `
        : '';
      return `loop ${each}${node.heads.map((head) => `(${printExpression(head)}) `).join('')}${printBody(node.body)}`;
    }
    case 'break':
    case 'continue':
      return node.type;
    case 'with':
      return `with ${join(node.items.map(({ value, target }) => printExpression(value) + (target ? ` as ${printTarget(target)}` : '')))} ${printBody(node.body)}`;
    case 'try':
      return `try ${printBody(node.body)}${node.handlers.map((body) => ` except ${printBody(body)}`).join('')} else ${printBody(node.otherwise)} finally ${printBody(node.final)}`;
    case 'cases':
      return `cases ${printExpression(node.subject)} {${node.cases.map(({ tests, body }) => `[${join(tests.map(printExpression))}] ${printBody(body)}`).join('; ')}}`;
    case 'import':
      return `import ${join(node.names.map(({ local, module, name }) => `${local}=${module}${name === undefined ? '' : `:${name}`}`))}${node.star === undefined ? '' : `*${node.star}`}`;
    case 'global':
      return `global ${join(node.names)}`;
    case 'delete':
      return `delete ${join(node.targets.map(printTarget))}`;
    case 'block':
      return printBody(node.body);
    case 'other':
      return `other(${join(node.parts.map(printExpression))})`;
    case 'function':
      return `${printDecorators(node.decorators)}${node.modifiers.map((word) => `${word} `).join('')}def ${node.name}(${join(node.parameters.map(printParameter))}) ${printBody(node.body)}`;
    case 'class':
      return `${printDecorators(node.decorators)}class ${node.name}(${join(node.bases.map(printExpression))}) ${printBody(node.body)}`;
  }
}
