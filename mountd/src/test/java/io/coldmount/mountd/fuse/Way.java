package io.coldmount.mountd.fuse;

/** The ways to mount that tests go. */
enum Way {
  NATIVE(Backend.Choice.NATIVE, MountOptions.Rings.OFF),
  RINGS(Backend.Choice.NATIVE, MountOptions.Rings.ON),
  JNR(Backend.Choice.JNR, MountOptions.Rings.AUTO);

  private final Backend.Choice backend;
  private final MountOptions.Rings rings;

  Way(Backend.Choice backend, MountOptions.Rings rings) {
    this.backend = backend;
    this.rings = rings;
  }

  Backend.Choice backend() {
    return backend;
  }

  MountOptions.Rings rings() {
    return rings;
  }

  MountOptions options(String name) {
    return MountOptions.of(name).by(backend).with(rings);
  }
}
