// The search of a page opened from a file: there a browser starts no worker, so its script runs in a hidden frame.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    #frame = document.createElement("iframe");
    #ready;

    /** @param {string | URL} url the worker's script, a file beside the page */
    constructor(url) {
      super();
      this.#frame.hidden = true;
      this.#frame.srcdoc =
        "<script>const send = parent.postMessage.bind(parent); postMessage = (data) => send(data, '*')</script>" +
        `<script src="${new URL(url, location.href)}"></script>`;
      this.#ready = new Promise((resolve) => this.#frame.addEventListener("load", resolve));
      addEventListener("message", (event) => {
        if (event.source === this.#frame.contentWindow) {
          const message = new MessageEvent("message", { data: event.data });
          this.onmessage?.(message);
          this.dispatchEvent(message);
        }
      });
      document.head.append(this.#frame);
    }

    /** @param {unknown} data what the script gets */
    postMessage(data) {
      this.#ready.then(() => this.#frame.contentWindow?.dispatchEvent(new MessageEvent("message", { data })));
    }

    terminate() {
      this.#frame.remove();
    }
  };
}
