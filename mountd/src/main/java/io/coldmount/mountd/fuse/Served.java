package io.coldmount.mountd.fuse;

/**
 * What a process has to know to go on serving a mount of another one, besides a descriptor of its
 * device: the kernel says it once, at INIT.
 *
 * @param device the number of the mount's device
 * @param minor of the protocol
 * @param flags that both sides have agreed on
 */
public record Served(String device, int minor, long flags) {}
