package io.coldmount.mntapi;

/** Takes what the library has to say besides answers and errors ({@code JVixLogger}). */
public interface MntLog {

  /** Says nothing to anybody. */
  MntLog SILENT =
      new MntLog() {
        @Override
        public void log(String sentence) {}

        @Override
        public void warn(String sentence) {}

        @Override
        public void panic(String sentence) {}
      };

  /** What was done. */
  void log(String sentence);

  /** What a user should know of a disk or a guest. */
  void warn(String sentence);

  /** A fault of the library itself. */
  void panic(String sentence);
}
