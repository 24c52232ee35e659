// What the figure of losses loads when it comes into sight.

export { LossChart } from '../../plot/loss-chart.js';
export { ChartTable } from './chart-table.js';
export { Pins } from './pins.js';
