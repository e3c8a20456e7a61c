/** Arrow's types: which can be cells, and what cell a value is. */
import { type DataType, Type } from '@uwdata/flechette';
import type { Cell } from '../column.ts';

/** Why values of a type are no cells, in words; undefined when they are. */
export function whyUnreadable(type: DataType): string | undefined {
  switch (type.typeId) {
    case Type.Null:
    case Type.Int:
    case Type.Float:
    case Type.Bool:
    case Type.Decimal:
    case Type.Date:
    case Type.Time:
    case Type.Timestamp:
    case Type.Duration:
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Utf8View:
      return undefined;
    case Type.Dictionary:
      return whyUnreadable(type.dictionary);
    case Type.List:
    case Type.LargeList:
    case Type.FixedSizeList:
    case Type.ListView:
    case Type.LargeListView:
      return 'a list';
    case Type.Struct:
      return 'a structure';
    case Type.Map:
      return 'a map';
    case Type.Binary:
    case Type.LargeBinary:
    case Type.FixedSizeBinary:
    case Type.BinaryView:
      return 'bytes';
    default:
      return 'values of another kind';
  }
}

/** Dates and points in time as such; times of day and durations as the numbers they are, in the unit of their type. */
export function arrowCell(type: DataType, value: unknown): Cell {
  if (value === null || value === undefined) return undefined;
  if (type.typeId === Type.Dictionary) return arrowCell(type.dictionary, value);
  // Unscaled: the text is read as the nearest 64-bit float.
  if (type.typeId === Type.Decimal) return Number(`${value}e${-type.scale}`);
  if (type.typeId === Type.Date || type.typeId === Type.Timestamp) return new Date(Number(value));
  return value as Cell;
}
