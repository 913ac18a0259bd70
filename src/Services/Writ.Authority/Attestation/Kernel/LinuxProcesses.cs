using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Writ.Domain;

namespace Writ.Authority.Attestation.Kernel;

/// <summary>Processes as /proc and pidfds show them.</summary>
internal sealed class LinuxProcesses : IProcesses, IDisposable
{
    // Programs are few; what does not fit is hashed again.
    private const int MaxHashes = 256;
    private const int MaxStat = 4096;

    private readonly ConcurrentDictionary<ExecutableFile, Digest256> hashes = new();
    private readonly ExitWatch watch = new();

    public string Boot { get; } = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    public uint OwnUserId { get; } = Libc.EffectiveUserId();

    public ProcessFacts? Find(int processId)
    {
        if (processId <= 0)
        {
            return null;
        }

        try
        {
            using var file = File.OpenHandle($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/stat");
            Span<byte> line = stackalloc byte[MaxStat];
            return ProcStat.Parse(line[..RandomAccess.Read(file, line, 0)]) is { } facts && facts.ProcessId == processId ? facts : null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public ExecutableFile? Executable(int processId) =>
        Libc.Statx(Libc.AtCurrentFolder, PathOf(processId), 0, Libc.StatxBasic, out var status) == 0 ? Identify(status) : null;

    public Digest256 HashExecutable(int processId)
    {
        try
        {
            // Opened through /proc, this is the very file that runs, whatever its path names by now.
            using var file = File.OpenHandle(PathOf(processId));
            if (Libc.Statx((int)file.DangerousGetHandle(), "", Libc.AtEmptyPath, Libc.StatxBasic, out var status) != 0)
            {
                return default;
            }

            var identity = Identify(status);
            if (hashes.TryGetValue(identity, out var known))
            {
                return known;
            }

            var digest = Hash(file);
            if (hashes.Count < MaxHashes)
            {
                hashes[identity] = digest;
            }

            return digest;
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    public IProcessHandle? Open(int processId)
    {
        var descriptor = Libc.OpenPid(processId);
        return descriptor < 0 ? null : Adopt(descriptor);
    }

    /// <summary>Takes a pidfd that the kernel gave.</summary>
    public IProcessHandle Adopt(int descriptor) => new PidHandle(new SafeFileHandle(descriptor, ownsHandle: true), watch);

    public void Dispose() => watch.Dispose();

    private static string PathOf(int processId) => $"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/exe";

    private static ExecutableFile Identify(in Libc.FileStatus status) => new(
        ((ulong)status.DeviceMajor << 32) | status.DeviceMinor,
        status.Inode,
        status.Size,
        unchecked((status.ModifiedSeconds * 1_000_000_000) + status.ModifiedNanoseconds),
        unchecked((status.ChangedSeconds * 1_000_000_000) + status.ChangedNanoseconds));

    private static Digest256 Hash(SafeFileHandle file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 17];
        for (long at = 0; RandomAccess.Read(file, buffer, at) is > 0 and var length; at += length)
        {
            hash.AppendData(buffer, 0, length);
        }

        return new Digest256(hash.GetHashAndReset());
    }
}
