/** Tells what is going on while a command takes its time. */
export interface Progress {
  /** What begins now, such as `building app`. */
  readonly step: (what: string) => void;
}

/** Progress on stderr where a person is watching; silence where stderr is a file or a pipe. */
export function terminalProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  return {
    step: (what) => {
      if (stream.isTTY) stream.write(`… ${what}\n`);
    },
  };
}
