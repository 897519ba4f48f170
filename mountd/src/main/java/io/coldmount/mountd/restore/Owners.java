package io.coldmount.mountd.restore;

/** Which owner of this host a restored file gets. */
public interface Owners {

  /** The guest's numbers as they are. */
  Owners BY_NUMBER =
      new Owners() {
        @Override
        public long user(long guest) {
          return guest;
        }

        @Override
        public long group(long guest) {
          return guest;
        }
      };

  /** The user here for the guest's user of that number. */
  long user(long guest);

  /** The group here for the guest's group of that number. */
  long group(long guest);
}
