/** Entry of the panel's bundle: styles, theme, elements. */
import { theme } from './context.ts';
import { ChartElement } from './elements/chart.ts';
import { CompareElement } from './elements/compare.ts';
import { FigureElement } from './elements/figure.ts';
import { ForestElement } from './elements/forest.ts';
import { HeatElement } from './elements/heat.ts';
import { LinearPathElement } from './elements/linearPath.ts';
import { MenuElement } from './elements/menu.ts';
import { PlaneElement } from './elements/plane.ts';
import { ScrubberElement } from './elements/scrubber.ts';
import { TensorElement } from './elements/tensor.ts';
import { TryElement } from './elements/try.ts';
import { PanelElement } from './panel.ts';
import { adoptStyles } from './styles/index.ts';
import { readTheme, watchTheme } from './theme/theme.ts';

adoptStyles(typeof (globalThis as { acquireVsCodeApi?: unknown }).acquireVsCodeApi === 'function');
watchTheme(() => theme.set(readTheme()));

customElements.define('reglens-chart', ChartElement);
customElements.define('reglens-compare', CompareElement);
customElements.define('reglens-figure', FigureElement);
customElements.define('reglens-forest', ForestElement);
customElements.define('reglens-heat', HeatElement);
customElements.define('reglens-linear-path', LinearPathElement);
customElements.define('reglens-menu', MenuElement);
customElements.define('reglens-plane', PlaneElement);
customElements.define('reglens-scrubber', ScrubberElement);
customElements.define('reglens-tensor', TensorElement);
customElements.define('reglens-try', TryElement);
customElements.define('reglens-panel', PanelElement);

if (!document.querySelector('reglens-panel')) document.body.prepend(document.createElement('reglens-panel'));
