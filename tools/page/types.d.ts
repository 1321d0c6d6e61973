/** Shapes of the page's data, by the names that the JSDoc of app/static/js uses. */

interface NumberConstructor {
  /** Declared as a guard: a value that passes is a number. */
  isFinite(value: unknown): value is number;
}

/* The reader */

type Language = "sv" | "en";
type Side = "a" | "b";
type Texts = Record<string, string>;

/** Values for the places in a text. */
type Values = Record<string, unknown>;

/** A number; none where no world has one. */
type Cell = number | null | undefined;

interface NumberForm {
  language?: Language;
  digits?: number;
  signed?: boolean;
}

/** Texts and numbers in the reader's language. */
interface Wording {
  t(key: string, values?: Values): string;
  has(key: string): boolean;
  language: Language;
  number(value: Cell, digits?: number, signed?: boolean): string;
  percent(share: Cell, signed?: boolean): string;
  million(value: Cell, signed?: boolean): string;
  fault(failure: unknown): string;
}

/* The state */

type Shares = Record<string, number>;

/** A course of action in full. */
interface Strategy {
  [setting: string]: unknown;
  title?: Record<Language, string>;
  ambition: { policy: string; level: number; [setting: string]: unknown };
  budget: { person_years: number | null; [setting: string]: unknown };
  forms: { policy: string; mix: string | Shares; [setting: string]: unknown };
  capitals: string | Shares;
  portfolio: { policy: string | null; breadth: number | null; [setting: string]: unknown };
  handover: number;
  governance: string | Record<string, unknown>;
}

/** Settings of a course over those of a whole one. */
type Settings = { title?: Record<Language, string>; [setting: string]: unknown };

/** A course as a state holds it: a preset's name, or settings. */
type Course = string | Settings;

interface RunEvent {
  kind: string;
  year: number;
  strength?: number;
  years?: number | null;
  municipalities?: string[];
}

/** What a municipality decides for some years. */
interface Decision {
  municipality: string;
  from?: number;
  to?: number | null;
  take_part?: number | null;
  contribution?: number;
}

type Mode = "difference" | Side;

interface View {
  language: Language;
  anonymous: boolean;
  year: number | null;
  place: string | null;
  tab: string;
  mode: Mode;
  story: number | null;
}

interface OwnRegion {
  name: string;
  csv: string;
  /** What its YAML says. */
  about?: Record<string, unknown>;
}

interface Terms {
  budget: string;
  funding: string;
}

interface State extends Terms {
  region: string | OwnRegion;
  years: number;
  a: Course;
  b: Course;
  events: RunEvent[];
  decisions: Decision[];
  view: View;
}

/** How a state was changed; `dragging` while the hand is still on a slider. */
interface How {
  dragging?: boolean;
}

interface Store {
  get(): State;
  set(change: Partial<State>, how?: How): void;
  view(change: Partial<View>, how?: How): void;
  listen(listener: (state: State, before: State, how: How) => void): () => void;
}

/* Answers of the server */

type Level = "p05" | "p25" | "median" | "p75" | "p95";

/** Percentiles over worlds. */
type Spread = Record<Level, Cell>;

/** Percentiles over worlds, by year. */
type Percentiles = Record<Level, Cell[]>;

interface Measure {
  unit: string;
  a: Percentiles;
  b: Percentiles;
  difference: Percentiles;
}

interface Verdict {
  verdict: string;
  median: number;
  low: number;
  high: number;
  better: number;
  tie: number;
  worse: number;
}

interface FrameMunicipality {
  code: string;
  capacity: Record<Mode, Cell[]>;
  differs: number[];
  better: number;
}

/** One picture of a comparison, from some or all of its worlds. */
interface Frame {
  stage: string;
  final: boolean;
  worlds: number;
  of_worlds: number;
  seeds: number;
  runs: number;
  years: number[];
  measures: Record<string, Measure>;
  verdict: Verdict;
  answer: string[];
  /** What else holds: courses that change on the way, decisions of municipalities. */
  notes: string[];
  cost: Record<string, Spread>;
  left_out: Record<"behind" | "never", Record<Side, number>>;
  municipalities: FrameMunicipality[];
}

/** A frame and the state it answers. */
interface Answered {
  frame: Frame;
  state: State;
}

interface Municipality {
  code: string;
  name: string;
  letter: string;
  size_class: "small" | "medium" | "large";
  /** Degrees, as the map has them; none without coordinates. */
  x: number | null;
  y: number | null;
  population: number;
}

interface Region {
  name: string;
  title: string;
  start_year: number;
  illustrative: string | null;
  /** How the file of an own region was read, for readers of names and of letters. */
  remarks: string[];
  remarks_in_letters: string[];
  municipalities: Municipality[];
  /** A path in the frame of x and y. */
  outline: string | null;
  /** Left, top, right and bottom of that frame. */
  box: number[] | null;
}

interface Preset {
  name: string;
  title: string;
  group: string;
  strategy: Strategy;
}

interface EventKind {
  kind: string;
  title: string;
  help: string;
  /** Years that an event lasts where it says nothing else. */
  duration: number;
}

interface Assumption {
  meaning: string;
  range: string | unknown[];
  unit: string;
  evidence: string;
  evidence_label?: string;
}

interface Pattern {
  name: string;
  claim: string;
  verdict: string;
  verdict_label?: string;
  share: Cell;
}

interface Catalogue {
  version: string;
  sizes: { seeds: number };
  regions: Region[];
  strategies: Preset[];
  events: EventKind[];
  texts: Texts;
  /** Titles of a guided question's own courses, by question and side. */
  story: Record<string, Record<Side, Record<Language, string>>>;
  know: { assumptions: Assumption[]; patterns: Pattern[]; limits: string[] };
}

/** One municipality under both courses. */
interface PlaceDetails {
  code: string;
  label: string;
  size_class: string;
  capacity: Record<Mode, Percentiles>;
  capitals: Record<string, Record<"start" | Side, number>>;
  weakest: Record<Side, Shares>;
  reason_not: Record<Side, Shares>;
  first_year: Record<Side, { median: number | null; never: number }>;
  sentences: string[];
}

interface LedgerRow {
  label: string;
  share: Cell;
  low: Cell;
  high: Cell;
}

/** Part of a difference: its mean over worlds and an interval. */
interface Part {
  label: string;
  mean: Cell;
  low: Cell;
  high: Cell;
}

interface Answers {
  fails: { sentences: string[]; more: string[] };
  why: { sentences: string[]; parts: Part[] };
  report: { html: string; command: string };
  ledger: { sentence: string; parts: LedgerRow[]; weights: LedgerRow[] };
}

/* Parts of the page */

type Child = Node | string | false | null | undefined | Child[];

interface SavedCourse {
  name: string;
  strategy: Settings;
}

/** Things that every part of the page gets. */
interface Context {
  wording: Wording;
  courses: import("../../app/static/js/courses.js").Courses;
  catalogue: Catalogue;
  store: Store;
  /** The region as it is shown: its municipalities in the order of their letters where these stand for names. */
  regionOf(): Region;
  /** Name or letter of a municipality. */
  labelOf(code: string): string;
}

/** Called with an input's value; `dragging` while the hand is still on it. */
type OnValue<Value> = (value: Value, dragging?: boolean) => void;

interface Input<Value> {
  node: HTMLElement;
  input?: HTMLElement;
  update(value: Value): void;
}

type Unit = "percent" | "year" | "years" | "person_years" | "measures" | "meetings";

interface FieldBase {
  id: string;
  mechanisms: string[];
  /** Section of the catalogue that names its options or shares. */
  label?: string;
  /** Dotted path of the setting; `get` and `set` where it is no plain one. */
  path?: string | null;
  get?(strategy: Strategy): unknown;
  set?(strategy: Strategy, value: any): void;
  /** Whether it applies; always where it does not say. */
  when?(strategy: Strategy, terms: Terms): boolean;
}

interface RangeField extends FieldBase {
  kind: "range";
  min: number;
  max: number;
  step: number;
  unit: Unit;
  /** Value to start from where the setting may be left to the model. */
  automatic?: number;
  /** Path of the setting that it stays below or above. */
  below?: string;
  above?: string;
}

interface ChoiceField extends FieldBase {
  kind: "choice";
  options: (string | null)[];
}

interface SharesField extends FieldBase {
  kind: "shares";
  keys: string[];
}

interface CheckField extends FieldBase {
  kind: "check";
}

/** A control of a course. */
type Field = RangeField | ChoiceField | SharesField | CheckField;

interface FieldGroup {
  id: string;
  open?: boolean;
  fields: Field[];
}

interface Step {
  id: string;
  set: { a: Course; b: Course; events: RunEvent[] };
  /** Id of the block that shows its answer. */
  look: string;
  /** Whether it is the step after the question before it. */
  second?: boolean;
  /** The setting of B that may be moved without leaving the question. */
  free?: string;
  /** The question whose answer it borrows. */
  as?: string;
}

/* Charts */

type Pen = import("../../app/static/js/charts/svg.js").Pen;
type Attributes = Record<string, unknown>;
type Point = [number, number];
type Domain = [number, number];

/** Left, top, right and bottom. */
type Bounds = [number, number, number, number];

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** From values to pixels. */
interface Scale {
  (value: Cell): number;
  invert(pixel: number): number;
}

interface Axis {
  domain: Domain;
  ticks: number[];
}

/** A course in a chart over years: "a", "b", or "d" for the difference. */
interface Drawn {
  key: string;
  course: Percentiles;
}

interface ChartOptions extends NumberForm {
  title?: string;
  description?: string;
  /** Name of the values' axis, and their unit. */
  axis?: string;
  unit?: string;
  /** Factor of the values. */
  scale?: number;
  domain?: Domain;
  labelA?: string;
  labelB?: string;
  /** Year that is read off. */
  year?: number | null;
  onYear?(year: number): void;
  /** Difference under which nothing is worth mentioning. */
  least?: number;
  mode?: Mode;
  anonymous?: boolean;
  /** Code of the chosen municipality. */
  selected?: string | null;
  onSelect?(code: string): void;
  label?(code: string): string;
}

/** Memory of a chart between paintings. */
interface Memory {
  width?: number;
  plot?: number;
  domain?: Domain | null;
  kind?: string;
  mode?: Mode;
  x?: Scale;
  /** Year under the pointer. */
  hover?: number | null;
  /** Code of the municipality under the pointer, or with the focus. */
  pointed?: string | null;
  focused?: string | null;
}

interface Sheet<Data> {
  width: number;
  /** Data at the end of the glide: axes and words follow them, since they stand still. */
  goal: Data;
  memory: Memory;
  id: string;
  /** Height of plots; 0 for their own. */
  plot: number;
}

/** Paints data and returns the height it took. */
type Draw<Data> = (pen: Pen, data: Data, options: ChartOptions, sheet: Sheet<Data>) => number;

interface Chart<Data> {
  svg: SVGElement;
  memory: Memory;
  listen(name: string, listener: (event: any) => void): void;
  paint(): void;
  options(): ChartOptions;
  data(): Data;
  update(data: Data, more?: ChartOptions): void;
  destroy(): void;
}

/** A module that draws one kind of chart. */
interface ChartKind<Data> {
  create(container: HTMLElement, options: ChartOptions): Chart<Data>;
  table(data: Data, options: ChartOptions): HTMLTableElement;
}

interface FanData {
  years: number[];
  a: Percentiles;
  b: Percentiles;
}

interface DifferenceData {
  years: number[];
  difference: Percentiles;
}

interface Panel {
  name: string;
  label: string;
  a: Percentiles;
  b: Percentiles;
}

interface MultiplesData {
  years: number[];
  panels: Panel[];
}

interface SizeGroup {
  name: string;
  label: string;
  start: Cell;
  a: Spread;
  b: Spread;
}

interface GroupsData {
  groups: SizeGroup[];
}

interface WorldsData {
  better: number;
  tie: number;
  worse: number;
}

interface BarsData {
  parts: Part[];
  rest?: Part;
}

interface MapData {
  region: Region;
  values: Record<string, Record<Mode, Cell>>;
  /** Share of worlds with a difference worth mentioning, by municipality. */
  sure?: Record<string, number>;
}

type MapOptions = ChartOptions & { goal: MapData };

/** Where municipalities lie, by their order in the region. */
interface Layout {
  places: Point[];
  height: number;
  /** SVG transform of the region's outline. */
  move?: string;
  /** Width of a grid's cells, and whether names stand in them. */
  cell?: number;
  named?: boolean;
}
