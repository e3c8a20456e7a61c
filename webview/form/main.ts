/** Entry of the form's bundle: styles, theme, its element and those it shows. */
import { theme } from '../context.ts';
import { ChartElement } from '../elements/chart.ts';
import { FigureElement } from '../elements/figure.ts';
import { adoptStyles } from '../styles/index.ts';
import { readTheme, watchTheme } from '../theme/theme.ts';
import { FormElement } from './element.ts';
import { formStyles } from './styles.ts';

adoptStyles(true);
document.adoptedStyleSheets.push(formStyles.styleSheet as CSSStyleSheet);
watchTheme(() => theme.set(readTheme()));

customElements.define('reglens-chart', ChartElement);
customElements.define('reglens-figure', FigureElement);
customElements.define('reglens-form', FormElement);
