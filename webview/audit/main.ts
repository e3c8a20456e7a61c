/** Entry of the audit's bundle: styles, theme, its one element. */
import { adoptStyles } from '../styles/index.ts';
import { watchTheme } from '../theme/theme.ts';
import { AuditElement } from './element.ts';
import { auditStyles } from './styles.ts';

adoptStyles(true);
document.adoptedStyleSheets.push(auditStyles.styleSheet as CSSStyleSheet);
watchTheme(() => {});

customElements.define('reglens-audit', AuditElement);
