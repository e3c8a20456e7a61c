/** Chart.js with all its parts and its own defaults, for the page that measures it. */
import Chart from 'chart.js/auto';

(globalThis as unknown as { Chart: typeof Chart }).Chart = Chart;
