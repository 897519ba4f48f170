package io.coldmount.mountd.restore;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Threads that take tasks from a short queue, each with native memory of its own. */
final class Workers implements AutoCloseable {

  /** What a worker does. */
  interface Task {
    void run(Workspace work);
  }

  private static final int QUEUE = 64;

  private final BlockingQueue<Optional<Task>> queue = new ArrayBlockingQueue<>(QUEUE);
  private final List<Thread> threads = new ArrayList<>();

  Workers(int count) {
    for (int i = 0; i < count; i++) {
      threads.add(Thread.ofPlatform().name("restore-" + i).daemon().start(this::work));
    }
  }

  private void work() {
    Workspace workspace = new Workspace();
    while (true) {
      Optional<Task> task = uninterruptibly(queue::take);
      if (task.isEmpty()) {
        return;
      }
      task.get().run(workspace);
    }
  }

  /** Hands a task over; waits while all workers are behind. */
  void submit(Task task) {
    put(Optional.of(task));
  }

  /** Nothing, for a worker that is to end. */
  private void put(Optional<Task> task) {
    uninterruptibly(
        () -> {
          queue.put(task);
          return task;
        });
  }

  private interface Blocking<T> {
    T run() throws InterruptedException;
  }

  /** Interrupts are nothing to stop for: a restore is stopped by its own flag. */
  private static <T> T uninterruptibly(Blocking<T> action) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return action.run();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Waits until everything that was handed over is done. */
  @Override
  public void close() {
    for (int i = 0; i < threads.size(); i++) {
      put(Optional.empty());
    }
    for (Thread thread : threads) {
      uninterruptibly(
          () -> {
            thread.join();
            return thread;
          });
    }
  }
}
