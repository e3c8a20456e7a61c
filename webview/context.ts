/** Values that elements all over the panel follow. */
import { AS_BUILT, type ChartLook } from './charts/adjust.ts';
import { Store } from './store.ts';
import type { Theme } from './theme/theme.ts';

/** The theme in force; every change of it rebuilds the charts. */
export const theme = new Store<Theme | undefined>(undefined);

/** The last zoom of an axis that several charts share; without a range it was reset. */
export interface SharedZoom {
  axis: string;
  range?: { min: number; max: number };
}

export const sharedZoom = new Store<SharedZoom | undefined>(undefined);

/** The variant under the pointer or the focus: all others fade. */
export const highlighted = new Store<string | undefined>(undefined);

/** How the user looks at all charts. */
export const chartLook = new Store<ChartLook>(AS_BUILT);
