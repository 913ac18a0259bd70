using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Writ.Domain;

namespace Writ.Authority.Attestation.Kernel;

/// <summary>
/// The SHA-256 of files that somebody else may be writing to. A digest is given only when the file was the same before and after, and kept only when the file had been
/// left alone for longer than the kernel's clock ticks: two writes within one tick cannot be told apart.
/// </summary>
internal sealed class FileDigests(TimeProvider time)
{
    /// <summary>Larger files are not read.</summary>
    public const long MaxLength = 256L << 20;

    // Programs are few; what does not fit is read again.
    private const int MaxKept = 256;
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<ExecutableFile, Digest256> kept = new();

    /// <summary>The digest of a regular file; the zero value when it is none, is too large, or was written to meanwhile.</summary>
    public Digest256 Of(SafeFileHandle file)
    {
        if (Identify(file) is not { } before || before.Size > MaxLength)
        {
            return default;
        }

        if (kept.TryGetValue(before, out var known))
        {
            return known;
        }

        if (Read(file) is not { } digest || Identify(file) != before)
        {
            return default;
        }

        if (kept.Count < MaxKept && time.GetUtcNow() - DateTimeOffset.UnixEpoch.AddTicks(before.Changed / TimeSpan.NanosecondsPerTick) > Settled)
        {
            kept[before] = digest;
        }

        return digest;
    }

    /// <summary>What names a file and its state.</summary>
    public static ExecutableFile Identify(in Libc.FileStatus status) => new(
        ((ulong)status.DeviceMajor << 32) | status.DeviceMinor,
        status.Inode,
        status.Size,
        unchecked((status.ModifiedSeconds * 1_000_000_000) + status.ModifiedNanoseconds),
        unchecked((status.ChangedSeconds * 1_000_000_000) + status.ChangedNanoseconds));

    private static ExecutableFile? Identify(SafeFileHandle file) =>
        Libc.Statx((int)file.DangerousGetHandle(), "", Libc.AtEmptyPath, Libc.StatxBasic, out var status) == 0 && (status.Mode & Libc.FileKind) == Libc.RegularFile ? Identify(status) : null;

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
