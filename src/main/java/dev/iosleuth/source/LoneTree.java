package dev.iosleuth.source;

/**
 * A host as it was once: what another tree tells of the same host at another time, such as which
 * devices it has, says nothing of this one.
 */
public interface LoneTree extends Tree {}
