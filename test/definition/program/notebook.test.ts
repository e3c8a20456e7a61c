import { expect, test } from 'vitest';
import { offsetInCell, rangeOf } from '../../../src/definition/program/lines.ts';
import { editNotebookFile, readNotebookFile } from '../../../src/definition/program/notebookFile.ts';
import { openNotebook, openProgram } from '../../../src/definition/program/open.ts';
import { problemOf } from '../../../src/errors.ts';
import { printProgram } from './print.ts';

const cell = (source: unknown, type = 'code') => ({ cell_type: type, metadata: {}, source });
const notebook = (cells: unknown[], metadata: unknown = {}) =>
  `${JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;

test('code cells in their order, as strings and as lists of strings', () => {
  const text = notebook([
    cell(['# title'], 'markdown'),
    cell(['import torch\n', 'x = 1']),
    cell('y = [x,\n  2]'),
    cell([]),
  ]);
  const { program } = openProgram('n.ipynb', text)!;
  expect(printProgram(program)).toBe('import torch=torch; x = 1; y = list(x, 2)');
  expect(program.lines.cells?.map(({ number }) => number)).toEqual([1, 2, 3]);
});

test('places are counted within the cell', () => {
  const { program } = openProgram(
    'n.ipynb',
    notebook([cell('a', 'raw'), cell('b\n\n  '), cell('\nc = f(1)\nd')]),
  )!;
  const statement = program.pieces.flatMap(({ statements }) => statements)[1]!;
  expect(rangeOf(program, statement)).toEqual({
    from: 1,
    to: 9,
    startLine: 2,
    startColumn: 1,
    endLine: 2,
    endColumn: 9,
    cell: 2,
  });
  expect(offsetInCell(program, 2, 1)).toBe(statement.piece.start + statement.from);
  expect(offsetInCell(program, 0, 1)).toBeUndefined();
});

test('an open bracket does not leave its cell', () => {
  const { program } = openProgram('n.ipynb', notebook([cell('x = f('), cell('y = 2')]))!;
  expect(printProgram(program)).toBe('x = f(⟨open⟩; y = 2');
});

test.each([
  ['%matplotlib inline\nx = 1', 'x = 1'],
  ['!pip install a \\\n  b\nx = 1', 'x = 1'],
  ['x = 1\nx?\n?x\ny.z??', 'x = 1'],
  ['%%bash\nls -la\nx = 1', ''],
  ['%%html\n<b>x = 1</b>', ''],
  ['%%time\nx = 1', 'x = 1'],
  ['  \n%%capture out\nx = 1', 'x = 1'],
  ['files = !ls\ny = 2', 'files = _; y = 2'],
  ['if a:\n    !pip install b\nc', 'if a {0}; c'],
  ['x = ("%d"\n  % (a, b))\ny = a != b', 'x = ("%d" % tuple(a, b)); y = (a != b)'],
])('commands of IPython are passed over: %s', (text, expected) => {
  const open = openNotebook([{ number: 0, text }]);
  expect(printProgram(open.program)).toBe(expected);
  expect(open.program.pieces.some(({ broken }) => broken)).toBe(false);
});

test('cells that an editor did not change keep their pieces', () => {
  const before = openNotebook([
    { number: 0, text: 'a = 1' },
    { number: 2, text: 'b = 2' },
  ]);
  const [a, b] = before.program.pieces;
  const { program } = before.change([
    { number: 0, text: 'a = 1\nc = 3' },
    { number: 2, text: 'b = 2' },
  ]);
  expect(program.pieces[0]).toBe(a);
  expect(program.pieces[2]).toBe(b);
  expect(printProgram(program)).toBe('a = 1; c = 3; b = 2');
});

test('nbformat 3: cells in worksheets, code as “input”', () => {
  const text = JSON.stringify({
    nbformat: 3,
    worksheets: [
      {
        cells: [
          { cell_type: 'heading', source: 'T' },
          { cell_type: 'code', language: 'python', input: ['x = 1\n', 'y'] },
        ],
      },
      { cells: [{ cell_type: 'code', language: 'python', input: 'z' }] },
    ],
  });
  expect(readNotebookFile('n.ipynb', text)).toEqual([
    { number: 1, text: 'x = 1\ny' },
    { number: 2, text: 'z' },
  ]);
  expect(JSON.parse(editNotebookFile('n.ipynb', text, 2, 'w')).worksheets[1].cells[0].input).toBe('w');
});

test.each([
  [{ kernelspec: { language: 'R', name: 'ir' } }, 0],
  [{ language_info: { name: 'julia' } }, 0],
  [{ kernelspec: { language: 'python' } }, 1],
  [{ language_info: { name: 'ipython' } }, 1],
  [{}, 1],
])('the kernel’s language decides: %j', (metadata, count) => {
  expect(readNotebookFile('n.ipynb', notebook([cell('x')], metadata)).length).toBe(count);
});

test.each([
  ['{"cells": [', 'NOTEBOOK_NOT_JSON', 'line 1, column 12'],
  ['{\n "cells": [},\n', 'NOTEBOOK_NOT_JSON', 'line 2'],
  ['[]', 'NOTEBOOK_WRONG_TYPE', 'a list'],
  ['{}', 'NOTEBOOK_WITHOUT_CELLS', 'missing'],
  ['{"cells": 3}', 'NOTEBOOK_WITHOUT_CELLS', 'a number'],
  ['{"cells": [null]}', 'NOTEBOOK_WRONG_TYPE', 'null'],
  ['{"cells": [{"cell_type": "code", "source": [1]}]}', 'NOTEBOOK_WRONG_TYPE', 'a list'],
  ['{"cells": [{"cell_type": "code", "source": {}}]}', 'NOTEBOOK_WRONG_TYPE', 'an object'],
])('what is no notebook is refused with a reason: %s', (text, code, found) => {
  try {
    readNotebookFile('n.ipynb', text);
    expect.unreachable('the text was taken for a notebook');
  } catch (error) {
    const problem = problemOf(error);
    expect(problem.code).toBe(code);
    expect(problem.title).toContain('n.ipynb');
    expect(problem.explanation).toContain(found);
    expect(problem.remedy).toBeTruthy();
  }
});

test('an empty file is an empty notebook', () => {
  expect(readNotebookFile('n.ipynb', ' \n')).toEqual([]);
  expect(openProgram('n.ipynb', '')?.program.pieces).toEqual([]);
});

test.each([
  ['one step', JSON.stringify({ cells: [cell(['a = 1\n', 'b = 2\n', 'é'])] }, null, 1)],
  ['four steps', JSON.stringify({ cells: [cell(['a = 1\n', 'b = 2\n', 'é'])] }, null, 4)],
  ['one line', JSON.stringify({ cells: [cell(['a = 1\n', 'b = 2\n', 'é'])] })],
])('an edit changes only its lines in the file: %s', (_, text) => {
  const edited = editNotebookFile('n.ipynb', `${text}\n`, 0, 'a = 1\nb = f("x")\né');
  expect(edited).toBe(`${text}\n`.replace('"b = 2\\n"', '"b = f(\\"x\\")\\n"'));
});

test('an edit adds and removes lines in the layout of the list', () => {
  const text = JSON.stringify({ cells: [cell(['a\n', 'b'])] }, null, 2);
  const three = JSON.stringify({ cells: [cell(['a\n', 'c\n', 'b'])] }, null, 2);
  expect(editNotebookFile('n.ipynb', text, 0, 'a\nc\nb')).toBe(three);
  expect(editNotebookFile('n.ipynb', three, 0, 'a\nb')).toBe(text);
  const single = JSON.stringify({ cells: [cell(['a'])] }, null, 2);
  expect(editNotebookFile('n.ipynb', single, 0, 'a\nb')).toBe(text);
  const none = JSON.stringify({ cells: [cell([])] }, null, 2);
  expect(editNotebookFile('n.ipynb', none, 0, 'a\nb')).toBe(text);
});

test('an edit escapes what is not ASCII where the file does', () => {
  const escaped = String.raw`{"cells": [{"cell_type": "code", "source": ["a = '\u00e9'\n", "b"]}, {"cell_type": "code", "source": "c"}]}`;
  const edited = editNotebookFile('n.ipynb', escaped, 0, "a = 'é'\nß😀");
  expect(edited).toBe(escaped.replace('"b"', String.raw`"\u00df\ud83d\ude00"`));
  expect(editNotebookFile('n.ipynb', escaped, 1, 'λ')).toBe(escaped.replace('"c"', String.raw`"\u03bb"`));
  // A backslash in the code, and a control character, say nothing about it.
  for (const text of [String.raw`\\u00e9`, String.raw`\u001b[0m`]) {
    const other = escaped.replace(String.raw`\u00e9`, text);
    expect(editNotebookFile('n.ipynb', other, 1, 'λ')).toBe(other.replace('"c"', '"λ"'));
  }
});

test('an edit of a cell that is not there is refused', () => {
  expect(() => editNotebookFile('n.ipynb', notebook([cell('x')]), 4, 'y')).toThrow('no cell 5');
});
