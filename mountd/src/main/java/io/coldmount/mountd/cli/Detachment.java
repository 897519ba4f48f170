package io.coldmount.mountd.cli;

import java.io.IOException;

/** How a command that has begun to serve lets go of the terminal it was typed at. */
@FunctionalInterface
interface Detachment {

  /** Tells the launcher that all is well, and goes on in the background. */
  void detach() throws IOException, CommandException;
}
