import { describe, expect, test } from 'vitest';
import {
  insertStatementAfter,
  insertStatementBefore,
  removeStatement,
} from '../../../src/advice/edit/statements.ts';
import { edited } from './source.ts';

describe('insertStatementAfter', () => {
  test.each([
    ['a line', 'python', '«a()»\nb()\n', 'a()\nnew()\nb()\n'],
    ['the last line', 'python', '«a()»', 'a()\nnew()'],
    [
      'in a block',
      'python',
      'def f():\n    «a(\n        1,\n    )»  # why\n',
      'def f():\n    a(\n        1,\n    )  # why\n    new()\n',
    ],
    ['tabs, CRLF', 'python', 'if x:\r\n\t«a()»\r\n\tb()\r\n', 'if x:\r\n\ta()\r\n\tnew()\r\n\tb()\r\n'],
    ['joined', 'python', '«a()»; b()', 'a(); new(); b()'],
    ['behind a joined one', 'python', 'a(); «b()»  # why\n', 'a(); b(); new()  # why\n'],
    ['in the line of its condition', 'python', 'if x: «a()»\nb()', 'if x: a(); new()\nb()'],
    ['semicolons', 'javascript', '  «a();» // why\n  b();', '  a(); // why\n  new();\n  b();'],
    ['no semicolons', 'javascript', '«a()»\nb()\n', 'a()\nnew()\nb()\n'],
    ['joined, JavaScript', 'javascript', '{ «a();» b(); }', '{ a(); new(); b(); }'],
    ['exported', 'javascript', 'export const a = «f()»;\nb();', 'export const a = f();\nnew();\nb();'],
    ['no braces', 'javascript', 'if (x) «a();»\nb();', 'refused'],
  ] as const)('%s', (_, language, before, after) => {
    expect(edited(language, before, (source, place) => insertStatementAfter(source, place, ['new()']))).toBe(
      after,
    );
  });
});

describe('insertStatementBefore', () => {
  test.each([
    ['a line with its comments', 'python', 'x\n# why\n«a()»\n', 'x\nnew()\n# why\na()\n'],
    ['in a block', 'python', 'def f():\n\t«a()»', 'def f():\n\tnew()\n\ta()'],
    ['joined', 'python', 'x; «a()»', 'x; new(); a()'],
    [
      'semicolons',
      'javascript',
      'f(() => {\n  // why\n  «a();»\n});',
      'f(() => {\n  new();\n  // why\n  a();\n});',
    ],
    ['joined, JavaScript', 'javascript', '{ «a();» }', '{ new(); a(); }'],
  ] as const)('%s', (_, language, before, after) => {
    expect(edited(language, before, (source, place) => insertStatementBefore(source, place, ['new()']))).toBe(
      after,
    );
  });
});

describe('removeStatement', () => {
  test.each([
    ['its line', 'python', 'x\n«a()»  # why\nb()\n', 'x\nb()\n'],
    ['several lines', 'python', 'x\n«a(\n  1,\n)»\nb()\n', 'x\nb()\n'],
    ['joined', 'python', 'x; «a()»; b()\n', 'x; b()\n'],
    ['the first of joined ones', 'python', '«a()»; b()\n', 'b()\n'],
    ['the only one of a block', 'python', 'def f():\n    «a()»\n', 'refused'],
    ['one of a block', 'python', 'def f():\n    «a()»\n    b()\n', 'def f():\n    b()\n'],
    ['semicolons, CRLF', 'javascript', 'x();\r\n«a();»\r\nb();\r\n', 'x();\r\nb();\r\n'],
    ['the only one of a file', 'python', '«a()»\n', ''],
  ] as const)('%s', (_, language, before, after) => {
    expect(edited(language, before, (source, place) => removeStatement(source, place))).toBe(after);
  });
});
