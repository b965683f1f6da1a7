// What the page fetches of its own site: once, and before it is asked for, so that the page works
// without a connection from then on. It is read only when it is needed.

export class Fetched {
  constructor(url) {
    this.url = url;
    this.asked = null;
  }

  /** Return the text; what failed is tried again at the next call. */
  async text() {
    this.asked ??= fetch(this.url, { priority: "low" }).then((answer) => {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.text();
    });
    try {
      return await this.asked;
    } catch (error) {
      this.asked = null;
      throw error;
    }
  }
}
