package dev.iosleuth.ledger;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.stack.Edge;

/**
 * What passed along a step of which one end is no block device: from file systems, swap, guests,
 * processes and loop devices' files.
 *
 * @param flow absent with the reason why nobody can tell
 */
public record EntryFlow(Edge edge, Reading<EdgeFlow> flow) {}
