/** Malformed logs: what is told of each, and that nothing else is thrown. */
import { mkdir } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { maskedCrc32c } from '../../src/history/events/crc32c.ts';
import { openHistory } from '../../src/history/open.ts';
import { record, scalar } from './events.ts';
import { curve, logFolder, problemFrom } from './folder.ts';

const folder = logFolder();
const HEADER = 'epoch,loss,val_loss\n';
const EVENTS = 'events.out.tfevents.1.host';
const JSON_REMEDY = 'Let the program that writes it finish, or write the file again.';

/** The bytes of `text` with one that is not UTF-8. */
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);

describe('refused, with the reason', () => {
  test.each<[string, string, string | Uint8Array, string, string, string]>([
    [
      'empty',
      'a.csv',
      '',
      'LOG_EMPTY',
      'a.csv is empty',
      'Nothing has been logged in it yet; expected at least one epoch or step.',
    ],
    [
      'blank',
      'b.csv',
      ' \n\n',
      'LOG_EMPTY',
      'b.csv is empty',
      'Nothing has been logged in it yet; expected at least one epoch or step.',
    ],
    [
      'header only',
      'c.csv',
      HEADER,
      'LOG_EMPTY',
      'c.csv is empty',
      'Nothing has been logged in it yet; expected at least one epoch or step.',
    ],
    [
      'UTF-16',
      'd.csv',
      utf16(HEADER),
      'LOG_NOT_TEXT',
      'd.csv is not UTF-8 text',
      'It begins with the byte order mark of UTF-16. Training logs are read as text in UTF-8, or as TensorBoard event files.',
    ],
    [
      'gzip',
      'e.csv',
      Buffer.from([0x1f, 0x8b, 8, 0]),
      'LOG_NOT_TEXT',
      'e.csv is not UTF-8 text',
      'It is compressed with gzip. Training logs are read as text in UTF-8, or as TensorBoard event files.',
    ],
    [
      'zip',
      'f.xlsx',
      Buffer.from('PK\x03\x04'),
      'LOG_NOT_TEXT',
      'f.xlsx is not UTF-8 text',
      'It is a zip archive, as .xlsx files are. Training logs are read as text in UTF-8, or as TensorBoard event files.',
    ],
    [
      'Latin-1',
      'g.csv',
      latin1(`${HEADER}0,1,2\n1,é,2\n`),
      'LOG_NOT_TEXT',
      'g.csv is not UTF-8 text',
      'It has bytes that are not UTF-8; the file may be in Latin-1 or Windows-1252. Training logs are read as text in UTF-8, or as TensorBoard event files.',
    ],
    [
      'decimal commas',
      'h.csv',
      'epoch,loss\n0,1.5\n1,"0,25"\n',
      'LOG_DECIMAL_COMMA',
      'h.csv has numbers with commas',
      'Line 3 has “0,25” in a file whose cells commas separate; whether its comma is a decimal one or stands between thousands cannot be known. Expected a decimal point, as in 0.25, or semicolons between the cells.',
    ],
    [
      'no header',
      'i.csv',
      '0,1.5,2\n1,1.25,2\n',
      'LOG_SYNTAX',
      'i.csv is broken in line 1',
      'It holds only numbers (0, 1.5, 2). Expected the names of the columns, such as epoch,loss,val_loss.',
    ],
    [
      'decimal commas in commas',
      'j.csv',
      'epoch,loss\n0,1,5\n1,1,25\n',
      'LOG_SYNTAX',
      'j.csv is broken in line 2',
      'It has 3 cells, and the header names 2 columns; 2 lines are like that. Expected as many cells in each line as the header has names.',
    ],
    [
      'open quotation',
      'k.csv',
      `${HEADER}0,"1"x,2\n`,
      'LOG_SYNTAX',
      'k.csv is broken in line 2',
      'A cell in it begins with a double quote ("), and the quotation is not closed before other text. Expected a quote at the end of the cell, and quotes inside it doubled ("").',
    ],
    [
      'text without numbers',
      'l.log',
      'Epoch 1/2 - loss: 0.5\nEpoch 2/2 - loss: 0.4\n',
      'LOG_UNKNOWN',
      'l.log is not a training log that is known here',
      'No column of it holds numbers beside a count of epochs or steps. Expected TensorBoard event files, a CSV or JSONL with one row for each epoch or step, a Keras history, a trainer_state.json, or the evaluation results of XGBoost or LightGBM.',
    ],
    [
      'half of a JSON',
      'm.json',
      '{"loss": [0.5, 0.4',
      'LOG_SYNTAX',
      'm.json is broken in line 1',
      'The text ends in column 19. Expected a comma or ].',
    ],
    [
      'JSON with a bare word',
      'n.json',
      '{"loss": [0.5,\n nope]}',
      'LOG_SYNTAX',
      'n.json is broken in line 2',
      '“nope]}” stands in column 2. Expected a value.',
    ],
    [
      'JSON nested deeply',
      'o.json',
      '['.repeat(1e6),
      'LOG_LIMIT',
      'o.json holds more than is read',
      'Its lists are nested deeper than 64. Logs are nested three or four deep.',
    ],
    [
      'JSON of another kind',
      'p.json',
      '{"name": "x", "version": "1"}',
      'LOG_UNKNOWN',
      'p.json is not a training log that is known here',
      'It is a JSON object with “name”, “version”, and no list of numbers is where a log has one. Expected TensorBoard event files, a CSV or JSONL with one row for each epoch or step, a Keras history, a trainer_state.json, or the evaluation results of XGBoost or LightGBM.',
    ],
    [
      'an empty Trainer’s log',
      'q.json',
      '{"log_history": [], "epoch": 0}',
      'LOG_UNKNOWN',
      'q.json is not a training log that is known here',
      'Its log_history holds no numbers; nothing was logged before it was saved. Expected TensorBoard event files, a CSV or JSONL with one row for each epoch or step, a Keras history, a trainer_state.json, or the evaluation results of XGBoost or LightGBM.',
    ],
    [
      'JSONL of lists',
      'r.jsonl',
      '[1, 2]\n[3, 4]\n',
      'LOG_SYNTAX',
      'r.jsonl is broken in line 1',
      'It is no JSON object. Expected the values of one epoch or step, such as {"epoch": 1, "loss": 0.5}.',
    ],
    [
      'a line without end',
      's.csv',
      `epoch,loss\n${'1'.repeat(2 ** 24 + 1)}`,
      'LOG_LIMIT',
      's.csv holds more than is read',
      'Line 2 has more than 16,777,216 characters. A line of a log holds one epoch or step.',
    ],
    [
      'too many columns',
      't.csv',
      `${Array.from({ length: 10_001 }, (_, i) => `c${i}`).join(',')}\n`,
      'LOG_LIMIT',
      't.csv holds more than is read',
      'It names more curves than are read. A training log has a few dozen; up to 10,000 in a run and 100,000 in all are read.',
    ],
    [
      'too many runs',
      'u.csv',
      `run,loss\n${Array.from({ length: 1001 }, (_, i) => `run${i},1\n`).join('')}`,
      'LOG_LIMIT',
      'u.csv holds more than is read',
      'It holds more than 1,000 runs. Up to that many are read at a time.',
    ],
    [
      'no events at all',
      EVENTS,
      Buffer.from('epoch,loss\n0,1\n'),
      'LOG_DAMAGED',
      `${EVENTS} is damaged`,
      'At byte 0 the checksum of a record’s length is wrong. Expected TensorBoard event records, each with its length and a checksum.',
    ],
    [
      'a record that is no event',
      `${EVENTS}2`,
      record(Buffer.from([0xff, 0xff, 0xff])),
      'LOG_DAMAGED',
      `${EVENTS}2 is damaged`,
      'At byte 0 a record is no event (a field reaches beyond its end). Expected TensorBoard event records, each with its length and a checksum.',
    ],
    [
      'a length of 2⁶³',
      `${EVENTS}3`,
      record(Buffer.alloc(4), 2n ** 63n),
      'LOG_DAMAGED',
      `${EVENTS}3 is damaged`,
      'At byte 0 a record announces 9,223,372,036,854,776,000 bytes. Expected TensorBoard event records, each with its length and a checksum.',
    ],
    [
      'a binary file',
      'v.bin',
      Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
      'LOG_UNKNOWN',
      'v.bin is not a training log that is known here',
      'It is a binary file of another kind. Expected TensorBoard event files, a CSV or JSONL with one row for each epoch or step, a Keras history, a trainer_state.json, or the evaluation results of XGBoost or LightGBM.',
    ],
  ])('%s', async (_, name, content, code, title, explanation) => {
    const problem = await problemFrom(openHistory(await folder.write(name, content)));
    expect([problem.code, problem.title, problem.explanation]).toEqual([code, title, explanation]);
    expect(problem.remedy).toMatch(/\.$/);
  });

  test('broken JSON says where, and what to do', async () => {
    const file = await folder.write('where.json', '{"loss": [1, 2],\n\n  loss: 3}');
    const problem = await problemFrom(openHistory(file));
    expect(problem.location).toEqual({ file, line: 3, column: 3 });
    expect(problem.remedy).toBe(JSON_REMEDY);
  });

  test('what is not there, and a folder without logs', async () => {
    expect(await problemFrom(openHistory(folder.path('missing.csv')))).toMatchObject({
      code: 'LOG_FILE',
      explanation: `Nothing is at ${folder.path('missing.csv')}.`,
    });
    await mkdir(folder.path('nothing'));
    expect(await problemFrom(openHistory(folder.path('nothing')))).toMatchObject({
      code: 'LOG_FOLDER',
      title: 'The folder nothing holds no training log',
    });
  });
});

describe('read as far as it goes, and said so', () => {
  test.each<[string, string, string | Uint8Array, number[], string[]]>([
    [
      'half of the last line',
      'a.csv',
      `${HEADER}0,3,4\n1,2,3\n2,1`,
      [3, 2],
      ['The last line is incomplete and was left out.'],
    ],
    [
      'a whole last line without its end',
      'b.csv',
      `${HEADER}0,3,4\n1,2,3`,
      [3, 2],
      ['The last line has no line end: if it is still being written, its last number may be cut off.'],
    ],
    [
      'a last number that is cut off',
      'b2.csv',
      `${HEADER}0,3,4\n1,2,0.`,
      [3],
      ['The last line is incomplete and was left out.'],
    ],
    [
      'a line cut off by a crash',
      'c.csv',
      `${HEADER}0,3,4\n1,21,2,3\n2,1,2\n`,
      [3, 1],
      ['1 line with another number of cells than the header (3 cells) was left out, first line 3 with 4.'],
    ],
    [
      'other columns from the middle on',
      'd.csv',
      `${HEADER}0,3,4\nepoch,lr,loss\n1,0.1,2\n`,
      [3, 2],
      ['The header stands in the file 2 times, as when training is resumed.'],
    ],
    [
      'half of the last JSONL line',
      'e.jsonl',
      '{"epoch":0,"loss":3}\n{"epoch":1,"loss":2}\n{"epoch":2,"lo',
      [3, 2],
      ['The last line is incomplete and was left out.'],
    ],
    [
      'a JSONL line that is broken',
      'f.jsonl',
      '{"epoch":0,"loss":3}\n{"epoch":1,"lo{"epoch":1,"loss":2}\n{"epoch":2,"loss":1}\n',
      [3, 1],
      ['1 line that is no JSON object was left out, first line 2.'],
    ],
    [
      'half of the last event',
      EVENTS,
      Buffer.concat([scalar('loss', 0, 3), scalar('loss', 1, 2), scalar('loss', 2, 1).subarray(0, -3)]),
      [3, 2],
      [`${EVENTS}: the last record is incomplete and was left out.`],
    ],
    [
      'zeros behind the events',
      `${EVENTS}2`,
      Buffer.concat([scalar('loss', 0, 3), Buffer.alloc(64)]),
      [3],
      [`${EVENTS}2: At byte 33 the checksum of a record’s length is wrong. What follows was left out.`],
    ],
    [
      'an event with a flipped bit',
      `${EVENTS}3`,
      Buffer.concat([scalar('loss', 0, 3), flipped(scalar('loss', 1, 2))]),
      [3],
      [`${EVENTS}3: At byte 33 the checksum of a record is wrong. What follows was left out.`],
    ],
  ])('%s', async (_, name, content, loss, notes) => {
    const history = await openHistory(await folder.write(`partly/${name}`, content));
    expect(curve(history.runs[0], 'loss').values).toEqual(loss);
    expect(history.notes.filter((note) => !note.startsWith('No column is named'))).toEqual(notes);
  });
});

function flipped(bytes: Buffer): Buffer {
  bytes[20]! ^= 1;
  return bytes;
}

test('the checksum is that of RFC 3720, appendix B.4, masked', () => {
  const masked = (crc: number) => (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
  expect(maskedCrc32c(new Uint8Array(32), 0, 32)).toBe(masked(0x8a9136aa));
  expect(maskedCrc32c(new Uint8Array(32).fill(0xff), 0, 32)).toBe(masked(0x62a8ab43));
  expect(maskedCrc32c(Buffer.from('x123456789y'), 1, 10)).toBe(masked(0xe3069283));
});
