// main.cc as WebAssembly; vite.config.js says where it is.
declare module 'meanflow-bench' {
  export default function createBench(options: {
    locateFile: () => string;
    print: (line: string) => void;
  }): Promise<{ callMain(args: string[]): void }>;
}
