/** Commitments of one kind on a time line. */
export interface TermArcs {
  /** Steps that a commitment lasts. */
  readonly termSteps: number;
  /** Fee of a commitment that starts at each step; whole numbers. */
  readonly fees: Float64Array;
}

/** A time line that a number of units travel from step 0 to the end. */
export interface TimeLine {
  /** Units needed in each step. */
  readonly demand: Int32Array;
  /** Cost of renting a unit for one step; a whole number. */
  readonly rent: number;
  readonly terms: readonly TermArcs[];
}

/** The cheapest flow. */
export interface TimeLineFlow {
  /** For each kind the commitments that start at each step. */
  readonly starts: readonly Int32Array[];
  /** Units rented in each step. */
  readonly rented: Int32Array;
  /**
   * Potentials of all nodes, from which everyone can see that no other flow is cheaper: a step's difference is no more
   * than the rent, a term's no more than its fee, and they add up to the cost.
   */
  readonly potentials: Float64Array;
}

const NOWHERE = -1;

/**
 * Sends as many units along the time line as are ever needed at once, at least cost.
 *
 * Every unit passes each step in one of three ways: under a commitment, which jumps over its whole term; rented; or
 * idle, for which a step has room for the units it does not need. So a cheapest flow is a cheapest way to have at least
 * the units needed in each step. The flow is whole, as capacities are. Found by successive shortest paths with
 * potentials: one run of Dijkstra's algorithm for each bundle of units, on costs that potentials keep at 0 or above;
 * costs are whole numbers, so these are exact. Source: Ahuja, Magnanti & Orlin, Network Flows (1993), section 9.7; that
 * staffing over time is such a flow: Veinott & Wagner, Optimal Capacity Scheduling, Operations Research 10 (1962).
 */
export function cheapestFlow(line: TimeLine): TimeLineFlow {
  return new Flow(line).run();
}

class Flow {
  private readonly steps: number;
  private readonly units: number;
  /** Units that pass a step rented or idle: those beyond the idle room are rented. */
  private readonly passing: Int32Array;
  private readonly starts: readonly Int32Array[];
  private readonly potentials: Float64Array;
  private readonly distances: Float64Array;
  private readonly from: Int32Array;
  /** Kind of commitment that a node was reached by; the number of kinds stands for a step. */
  private readonly by: Int32Array;
  private readonly heap: NodeHeap;

  constructor(private readonly line: TimeLine) {
    this.steps = line.demand.length;
    this.units = line.demand.reduce((most, demand) => Math.max(most, demand), 0);
    this.passing = new Int32Array(this.steps);
    this.starts = line.terms.map(() => new Int32Array(this.steps));
    this.potentials = new Float64Array(this.steps + 1);
    this.distances = new Float64Array(this.steps + 1);
    this.from = new Int32Array(this.steps + 1);
    this.by = new Int32Array(this.steps + 1);
    this.heap = new NodeHeap(this.distances);
  }

  run(): TimeLineFlow {
    for (let sent = 0; sent < this.units;) {
      this.findPath();
      sent += this.send(this.units - sent);
    }
    const rented = this.passing.map((passing, step) => Math.max(0, passing - this.idleRoom(step)));
    return { starts: this.starts, rented, potentials: this.potentials };
  }

  private idleRoom(step: number): number {
    return this.units - (this.line.demand[step] ?? 0);
  }

  private end(step: number, termSteps: number): number {
    return Math.min(this.steps, step + termSteps);
  }

  /** Shortest distances from the start to every node nearer than the end, and new potentials. */
  private findPath(): void {
    const { distances, heap, potentials, steps } = this;
    distances.fill(Infinity);
    distances[0] = 0;
    heap.clear();
    heap.add(0);
    for (let node = heap.takeNearest(); node !== steps; node = heap.takeNearest()) this.leave(node);
    const last = distances[steps] ?? 0;
    for (let node = 0; node <= steps; node += 1) {
      potentials[node] = (potentials[node] ?? 0) + Math.min(distances[node] ?? last, last);
    }
  }

  /** Looks along every arc of what may still be sent, or sent back, from a node. */
  private leave(node: number): void {
    const { line, passing } = this;
    const kinds = line.terms.length;
    if (node < this.steps) {
      const isIdle = (passing[node] ?? 0) < this.idleRoom(node);
      this.reach(node, node + 1, isIdle ? 0 : line.rent, kinds);
    }
    if (node > 0 && (passing[node - 1] ?? 0) > 0) {
      const isRented = (passing[node - 1] ?? 0) > this.idleRoom(node - 1);
      this.reach(node, node - 1, isRented ? -line.rent : 0, kinds);
    }
    for (let kind = 0; kind < kinds; kind += 1) this.leaveByTerm(node, kind);
  }

  private leaveByTerm(node: number, kind: number): void {
    const { termSteps = 1, fees } = this.line.terms[kind] ?? {};
    const starts = this.starts[kind];
    if (node < this.steps) this.reach(node, this.end(node, termSteps), fees?.[node] ?? Infinity, kind);
    const first = node - termSteps;
    if (first >= 0 && (starts?.[first] ?? 0) > 0) this.reach(node, first, -(fees?.[first] ?? 0), kind);
  }

  private reach(from: number, to: number, cost: number, by: number): void {
    const { distances, potentials } = this;
    const reduced = cost + (potentials[from] ?? 0) - (potentials[to] ?? 0);
    const distance = (distances[from] ?? Infinity) + reduced;
    const known = distances[to] ?? Infinity;
    if (distance >= known) return;
    distances[to] = distance;
    this.from[to] = from;
    this.by[to] = by;
    if (known === Infinity) this.heap.add(to);
    else this.heap.moveUp(to);
  }

  /** Sends along the path found what fits; back to the start from its end. */
  private send(most: number): number {
    let units = most;
    for (let node = this.steps; node > 0; node = this.from[node] ?? 0) {
      units = Math.min(units, this.room(this.from[node] ?? 0, node));
    }
    for (let node = this.steps; node > 0; node = this.from[node] ?? 0) {
      this.push(this.from[node] ?? 0, node, units);
    }
    return units;
  }

  private room(from: number, to: number): number {
    const starts = this.starts[this.by[to] ?? NOWHERE];
    if (starts !== undefined) return from < to ? Infinity : (starts[to] ?? 0);
    const step = Math.min(from, to);
    const [passing, idle] = [this.passing[step] ?? 0, this.idleRoom(step)];
    if (from < to) return passing < idle ? idle - passing : Infinity;
    return passing > idle ? passing - idle : passing;
  }

  private push(from: number, to: number, units: number): void {
    const flows = this.starts[this.by[to] ?? NOWHERE] ?? this.passing;
    const step = Math.min(from, to);
    flows[step] = (flows[step] ?? 0) + (from < to ? units : -units);
  }
}

/** Nodes by distance, the nearest first; of equal ones any, as heaps have it, but the same in every run. */
class NodeHeap {
  private readonly nodes: Int32Array;
  private readonly places: Int32Array;
  private size = 0;

  constructor(private readonly distances: Float64Array) {
    this.nodes = new Int32Array(distances.length);
    this.places = new Int32Array(distances.length);
  }

  clear(): void {
    this.size = 0;
  }

  add(node: number): void {
    this.places[node] = this.size;
    this.nodes[this.size] = node;
    this.size += 1;
    this.moveUp(node);
  }

  /** Puts a node that has come nearer into its place. */
  moveUp(node: number): void {
    const distance = this.distance(node);
    let place = this.places[node] ?? 0;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = this.nodes[parent] ?? 0;
      if (this.distance(above) <= distance) break;
      this.put(above, place);
      place = parent;
    }
    this.put(node, place);
  }

  /** @throws RangeError when there is none */
  takeNearest(): number {
    if (this.size === 0) throw new RangeError("no node is left");
    const nearest = this.nodes[0] ?? 0;
    this.size -= 1;
    if (this.size > 0) this.moveDown(this.nodes[this.size] ?? 0);
    return nearest;
  }

  private moveDown(node: number): void {
    const distance = this.distance(node);
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.size) break;
      const right = child + 1;
      if (
        right < this.size &&
        this.distance(this.nodes[right] ?? 0) < this.distance(this.nodes[child] ?? 0)
      ) {
        child = right;
      }
      const below = this.nodes[child] ?? 0;
      if (this.distance(below) >= distance) break;
      this.put(below, place);
      place = child;
    }
    this.put(node, place);
  }

  private put(node: number, place: number): void {
    this.nodes[place] = node;
    this.places[node] = place;
  }

  private distance(node: number): number {
    return this.distances[node] ?? Infinity;
  }
}
