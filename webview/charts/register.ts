/** Chart.js with only the parts that the panel draws with. Needs a browser. */
import {
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Tooltip,
} from 'chart.js';
import annotation from 'chartjs-plugin-annotation';
import zoom from 'chartjs-plugin-zoom';
import { crosshair, endLabels, fading } from './plugins.ts';

// The order of plugins is the order in which they draw: fading comes before the filler of bands.
Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale);
Chart.register(fading, Filler, Tooltip, annotation, zoom, endLabels, crosshair);

export { Chart };
