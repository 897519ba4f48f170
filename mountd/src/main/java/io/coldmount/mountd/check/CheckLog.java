package io.coldmount.mountd.check;

/** Takes what a check finds, as it goes. */
public interface CheckLog {

  void problem(Problem problem);

  /** Something that is worth knowing and not wrong, as a sentence. */
  void note(String where, String detail);

  /** Called often, so that progress can be shown. */
  void looking(CheckCounts counts);
}
