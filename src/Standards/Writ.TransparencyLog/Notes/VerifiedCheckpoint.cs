namespace Writ.TransparencyLog;

/// <summary>A checkpoint that trusted keys signed. Only <see cref="CheckpointVerification.Verify"/> makes one.</summary>
public sealed class VerifiedCheckpoint
{
    internal VerifiedCheckpoint(Checkpoint checkpoint) => (Origin, Size, Root) = (checkpoint.Origin, checkpoint.Size, checkpoint.Root);

    /// <summary>The log's own name, the one that was asked for.</summary>
    public string Origin { get; }

    /// <summary>The number of leaves.</summary>
    public long Size { get; }

    /// <summary>The root of the tree of that size.</summary>
    public TreeHash Root { get; }
}
