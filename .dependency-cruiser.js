// Which module may import which, dynamic imports included; tests/web/architecture.test.js holds these rules.

/** @import {IConfiguration, IForbiddenRuleType} from 'dependency-cruiser' */

/** The rooms of web/, ground first: a file imports from its own room and from those before it. */
export const rooms = [
  'errors.js',
  'settings/',
  'dom/',
  'storage/',
  'engine/',
  'plot/',
  'models/',
  'element/',
  'drawing/',
  'share/',
  'figures/',
  'concepts/',
  'embed/',
  'page/',
  // Only for building.
  'licenses.js',
  'build-targets.js',
  'documents/',
  'package/',
  'vite.config.js',
];

/** @param {string} room */
const pathOf = (room) => `^web/${room.replaceAll('.', '\\.')}`;

/** Files that run in the threads of workers, or when the site is built, never in the page's thread. */
const outsideThePage = [
  '^web/engine/(training|sampling|inspection|workers)/',
  '^web/figures/figures-worker\\.js$',
  '^web/(embed/(poster|site-plugin)|concepts/(concept-poster|objective-lines-plugin)|models/models-plugin)\\.js$',
  '^web/(documents/(element-interface|tables)|package/(manifest|stage|editor-data)|(package/)?vite\\.config)\\.js$',
];

/** @type {IForbiddenRuleType[]} */
const orderOfRooms = rooms.slice(0, -1).map((room, i) => ({
  name: `order of rooms: ${room}`,
  severity: 'error',
  from: { path: pathOf(room) },
  to: { path: rooms.slice(i + 1).map(pathOf) },
}));

/** @type {IConfiguration} */
export default {
  forbidden: [
    ...orderOfRooms,
    {
      name: 'order in engine/: files that all threads share',
      severity: 'error',
      from: { path: '^web/engine/[^/]+$' },
      to: { path: '^web/engine/(client|training|sampling|inspection|workers)/' },
    },
    {
      name: 'order in engine/: training',
      severity: 'error',
      from: { path: '^web/engine/training/' },
      to: { path: '^web/engine/(client|sampling|inspection|workers)/' },
    },
    {
      name: 'order in engine/: sampling',
      severity: 'error',
      from: { path: '^web/engine/sampling/' },
      to: { path: '^web/engine/(client|training|inspection|workers)/' },
    },
    {
      name: 'order in engine/: inspection',
      severity: 'error',
      from: { path: '^web/engine/inspection/' },
      to: { path: '^web/engine/(client|training|sampling|workers)/' },
    },
    {
      name: 'order in element/: parts before the whole',
      comment: 'The registry of features imports nothing, so it is below both.',
      severity: 'error',
      from: { path: '^web/element/[^/]+/' },
      to: { path: '^web/element/[^/]+$', pathNot: '^web/element/features\\.js$' },
    },
    {
      name: 'messages only between the page and its workers',
      severity: 'error',
      from: { path: '^web/', pathNot: outsideThePage },
      to: { path: outsideThePage },
    },
    {
      name: 'no circle of modules',
      severity: 'error',
      from: { path: '^web/' },
      to: { circular: true },
    },
    {
      name: 'no circle of folders',
      scope: 'folder',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'nothing of the tests',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^(tests|\\.ci)/' },
    },
    {
      name: 'every import resolves',
      comment: 'Otherwise the other rules would not see it.',
      severity: 'error',
      from: { path: '^web/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: ['^node_modules/', '^build/'] },
    moduleSystems: ['es6'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
