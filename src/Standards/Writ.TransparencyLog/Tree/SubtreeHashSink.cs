namespace Writ.TransparencyLog;

/// <summary>Receives the hash of each perfect subtree as an append completes it, so that it can be stored and later be given as a <see cref="SubtreeHashSource"/>.</summary>
public delegate void SubtreeHashSink(int level, long index, TreeHash hash);
