/** A list of numbers that grows, in one array of eight bytes a number. */

const FIRST_CAPACITY = 64;

export class Numbers {
  length = 0;
  private store = new Float64Array(FIRST_CAPACITY);

  push(value: number): void {
    if (this.length === this.store.length) {
      const larger = new Float64Array(2 * this.length);
      larger.set(this.store);
      this.store = larger;
    }
    this.store[this.length++] = value;
  }

  at(index: number): number {
    return this.store[index]!;
  }

  /** The numbers so far, not copied: what is pushed later lies behind the end of the view. */
  view(): Float64Array {
    return this.store.subarray(0, this.length);
  }

  /** Takes the last number back. Views that were handed out keep it, hence the copy. */
  removeLast(): void {
    this.length--;
    this.store = this.store.slice();
  }
}
