/** Entry of the bundle of weight files and logs: styles, theme, its element and those it shows. */
import { theme } from '../context.ts';
import { ChartElement } from '../elements/chart.ts';
import { FigureElement } from '../elements/figure.ts';
import { MenuElement } from '../elements/menu.ts';
import { adoptStyles } from '../styles/index.ts';
import { readTheme, watchTheme } from '../theme/theme.ts';
import { FilesElement } from './element.ts';
import { MappingElement } from './log/mapping.ts';
import { filesStyles } from './styles.ts';

adoptStyles(true);
document.adoptedStyleSheets.push(filesStyles.styleSheet as CSSStyleSheet);
watchTheme(() => theme.set(readTheme()));

customElements.define('reglens-chart', ChartElement);
customElements.define('reglens-figure', FigureElement);
customElements.define('reglens-menu', MenuElement);
customElements.define('reglens-mapping', MappingElement);
customElements.define('reglens-files', FilesElement);
