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
import { layers } from './layers.ts';
import { crosshair, drawnShapes, endLabels, fading } from './plugins.ts';

// The order of plugins is the order in which they draw: layers take the drawing from all others, fading comes before the filler of bands.
Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale);
Chart.register(layers, fading, drawnShapes, Filler, Tooltip, annotation, zoom, endLabels, crosshair);

export { Chart };
