/**
 * The command line: one class a command, {@link io.coldmount.mountd.cli.ExitCode} for what a
 * command's end says to programs, {@link io.coldmount.mountd.cli.Failure} for what it says to
 * people.
 *
 * <p>A command gets its {@link io.coldmount.mountd.cli.Shell} (output, drivers, environment) from
 * outside, so that a test runs it in-process. It throws what goes wrong; {@link
 * io.coldmount.mountd.cli.Main} alone turns that into one sentence and an exit code.
 */
@NullMarked
package io.coldmount.mountd.cli;

import org.jspecify.annotations.NullMarked;
