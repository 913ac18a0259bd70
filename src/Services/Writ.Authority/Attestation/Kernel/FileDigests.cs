using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Writ.Domain;

namespace Writ.Authority.Attestation.Kernel;

/// <summary>
/// The SHA-256 of files that somebody else may be writing to. A digest is given only when the file was the same before and after, and kept only when its times tell of every
/// write: the file was left alone for longer than the kernel's clock ticks, is on a disk, and nobody but root and Writ can write it, who could also set them. Whoever may have
/// files looked at decides how large they are, so few are read at once and few may wait.
/// </summary>
internal sealed class FileDigests(TimeProvider time)
{
    /// <summary>Larger files are not read.</summary>
    public const long MaxLength = 256L << 20;

    /// <summary>So many digests are kept; the one that was not asked for longest goes first.</summary>
    public const int MaxKept = 256;

    private const int MaxAsking = 16;
    private const int OthersMayWrite = 0x12;

    // On tmpfs, ramfs and hugetlbfs a write through a mapping leaves the times as they are.
    private static readonly HashSet<uint> Timeless = [0x01021994, 0x858458f6, 0x958458f6];
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly Dictionary<ExecutableFile, (Digest256 Digest, long Asked)> kept = [];

    // Two files are read at once; those who ask for the same one wait for each other.
    private readonly Lock[] lanes = [new(), new()];
    private long asked;
    private int asking;

    /// <summary>How many digests are kept.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return kept.Count;
            }
        }
    }

    /// <summary>The digest of a regular file; the zero value when it is none, is too large, was written to meanwhile, or too many are asking.</summary>
    public Digest256 Of(SafeFileHandle file)
    {
        if (Look(file) is not { } status || Identify(status) is not { Size: <= (ulong)MaxLength } before)
        {
            return default;
        }

        if (Known(before) is { } known)
        {
            return known;
        }

        try
        {
            if (Interlocked.Increment(ref asking) > MaxAsking)
            {
                return default;
            }

            lock (lanes[(int)(before.Inode % (ulong)lanes.Length)])
            {
                return Known(before) ?? Read(file, status, before);
            }
        }
        finally
        {
            Interlocked.Decrement(ref asking);
        }
    }

    /// <summary>Whether the times of a file tell of every write that another user could make.</summary>
    public static bool TellsWrites(uint owner, int mode, uint? fileSystem) =>
        (owner == 0 || owner == Libc.EffectiveUserId()) && (mode & OthersMayWrite) == 0 && fileSystem is { } kind && !Timeless.Contains(kind);

    /// <summary>What names a file and its state.</summary>
    public static ExecutableFile Identify(in Libc.FileStatus status) => new(
        ((ulong)status.DeviceMajor << 32) | status.DeviceMinor,
        status.Inode,
        status.Size,
        unchecked((status.ModifiedSeconds * 1_000_000_000) + status.ModifiedNanoseconds),
        unchecked((status.ChangedSeconds * 1_000_000_000) + status.ChangedNanoseconds));

    private static Libc.FileStatus? Look(SafeFileHandle file) =>
        Libc.Statx((int)file.DangerousGetHandle(), "", Libc.AtEmptyPath, Libc.StatxBasic, out var status) == 0 && (status.Mode & Libc.FileKind) == Libc.RegularFile ? status : null;

    private Digest256? Known(ExecutableFile file)
    {
        lock (gate)
        {
            if (!kept.TryGetValue(file, out var found))
            {
                return null;
            }

            kept[file] = (found.Digest, ++asked);
            return found.Digest;
        }
    }

    private Digest256 Read(SafeFileHandle file, Libc.FileStatus status, ExecutableFile before)
    {
        if (Read(file) is not { } digest || Look(file) is not { } after || Identify(after) != before)
        {
            return default;
        }

        if (TellsWrites(status.Owner, status.Mode, Libc.FileSystem(file)) && time.GetUtcNow() - DateTimeOffset.UnixEpoch.AddTicks(before.Changed / TimeSpan.NanosecondsPerTick) > Settled)
        {
            Keep(before, digest);
        }

        return digest;
    }

    private void Keep(ExecutableFile file, Digest256 digest)
    {
        lock (gate)
        {
            if (kept.Count >= MaxKept)
            {
                kept.Remove(kept.MinBy(static k => k.Value.Asked).Key);
            }

            kept[file] = (digest, ++asked);
        }
    }

    // Null when it is longer than it said.
    private static Digest256? Read(SafeFileHandle file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 17];
        long at = 0;
        for (; RandomAccess.Read(file, buffer, at) is > 0 and var length; at += length)
        {
            if (at > MaxLength)
            {
                return null;
            }

            hash.AppendData(buffer, 0, length);
        }

        return new Digest256(hash.GetHashAndReset());
    }
}
