namespace Writ.TransparencyLog;

/// <summary>What verifying a checkpoint came to: <see cref="Verified"/> or <see cref="Refused"/>.</summary>
public abstract record CheckpointVerification
{
    private CheckpointVerification()
    {
    }

    /// <summary>
    /// Reads a signed checkpoint of a log and verifies it: every signature that names one of the keys must be good, and one
    /// at least must (C2SP signed-note, tlog-checkpoint). Signatures of other keys are ignored.
    /// </summary>
    public static CheckpointVerification Verify(ReadOnlySpan<byte> note, string origin, params ReadOnlySpan<NoteKey> keys)
    {
        ArgumentException.ThrowIfNullOrEmpty(origin);
        if (!SignedNote.TryParse(note, out var signed, out var error))
            return new Refused(error);
        // Nothing in the text is read before a signature stands for it.
        if (signed.Verify(keys) is not NoteError.None and var unsigned)
            return new Refused(unsigned);
        if (!Checkpoint.TryParse(signed.Text, out var checkpoint, out error))
            return new Refused(error);
        return string.Equals(checkpoint.Origin, origin, StringComparison.Ordinal)
            ? new Verified(new VerifiedCheckpoint(checkpoint))
            : new Refused(NoteError.OtherOrigin);
    }

    /// <summary>Takes the arm of the case this is.</summary>
    public TResult Match<TResult>(Func<VerifiedCheckpoint, TResult> verified, Func<NoteError, TResult> refused)
    {
        ArgumentNullException.ThrowIfNull(verified);
        ArgumentNullException.ThrowIfNull(refused);
        return this switch
        {
            Verified v => verified(v.Checkpoint),
            Refused r => refused(r.Reason),
            _ => throw new InvalidOperationException("unreachable: the family is closed"),
        };
    }

    /// <summary>Trusted keys signed this checkpoint of the log asked for.</summary>
    /// <param name="Checkpoint">What they signed.</param>
    public sealed record Verified(VerifiedCheckpoint Checkpoint) : CheckpointVerification;

    /// <summary>The checkpoint is not to be believed.</summary>
    /// <param name="Reason">Why not.</param>
    public sealed record Refused(NoteError Reason) : CheckpointVerification;
}
