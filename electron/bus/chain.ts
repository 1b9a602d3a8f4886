/** A member of a {@link Chain}, of one at a time. It knows its neighbours; only the chain writes here. */
export class Chained<Member> {
  before: Member | undefined = undefined;
  after: Member | undefined = undefined;
  isChained = false;
}

/**
 * Members in the order in which they came, each taken out without a search. A Set that messages pass through for hours grows out of one
 * table into the next, and each old table keeps alive what was in it until the whole heap is collected. Without that a message costs
 * a subscriber of MQTT with a prefetch of 100 eleven microseconds of the processor, with it nineteen.
 */
export class Chain<Member extends Chained<Member>> {
  #first: Member | undefined;
  #last: Member | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(member: Member): void {
    if (member.isChained) return;
    member.isChained = true;
    member.before = this.#last;
    if (this.#last === undefined) this.#first = member;
    else this.#last.after = member;
    this.#last = member;
    this.#size += 1;
  }

  delete(member: Member): void {
    if (!member.isChained) return;
    const { before, after } = member;
    if (before === undefined) this.#first = after;
    else before.after = after;
    if (after === undefined) this.#last = before;
    else after.before = before;
    // What is out must not hold on to what is in.
    member.before = undefined;
    member.after = undefined;
    member.isChained = false;
    this.#size -= 1;
  }

  /** As it is now: who goes through them may take them out. */
  all(): Member[] {
    const members: Member[] = [];
    for (let member = this.#first; member !== undefined; member = member.after) members.push(member);
    return members;
  }
}
