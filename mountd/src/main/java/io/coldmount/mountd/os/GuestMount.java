package io.coldmount.mountd.os;

import io.coldmount.mountd.guest.GuestVolume;

/**
 * Where a volume stands in a guest.
 *
 * @param path {@code /home}, or {@code C:}
 * @param source what the guest calls the volume: {@code UUID=...}, {@code /dev/sda1}; empty for a
 *     drive letter
 */
public record GuestMount(String path, GuestVolume volume, String source) {}
