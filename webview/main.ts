/** Entry of the panel's bundle: styles, theme, elements. */
import { theme } from './context.ts';
import { ChartElement } from './elements/chart.ts';
import { FigureElement } from './elements/figure.ts';
import { ForestElement } from './elements/forest.ts';
import { PanelElement } from './panel.ts';
import { adoptStyles } from './styles/index.ts';
import { readTheme, watchTheme } from './theme/theme.ts';

adoptStyles(typeof (globalThis as { acquireVsCodeApi?: unknown }).acquireVsCodeApi === 'function');
watchTheme(() => theme.set(readTheme()));

customElements.define('reglens-chart', ChartElement);
customElements.define('reglens-figure', FigureElement);
customElements.define('reglens-forest', ForestElement);
customElements.define('reglens-panel', PanelElement);

if (!document.querySelector('reglens-panel')) document.body.prepend(document.createElement('reglens-panel'));
