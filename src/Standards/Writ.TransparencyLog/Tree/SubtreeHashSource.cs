namespace Writ.TransparencyLog;

/// <summary>
/// Gives the hash of a perfect subtree of 2^level leaves: that of the leaves from index · 2^level on. Level 0 is the leaves.
/// Only subtrees that are complete within the tree asked about are asked for.
/// </summary>
public delegate TreeHash SubtreeHashSource(int level, long index);
