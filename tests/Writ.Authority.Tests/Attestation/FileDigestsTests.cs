using System.Diagnostics;
using System.Runtime.InteropServices;
using Writ.Authority.Attestation.Kernel;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Authority.Tests.Attestation;

/// <summary>What is read of files that others name, and what is remembered of it.</summary>
public sealed class FileDigestsTests : IDisposable
{
    private const uint Ext4 = 0xef53;
    private const uint Tmpfs = 0x01021994;
    private static readonly uint Own = Libc.EffectiveUserId();

    private readonly TempFolder folder = new();
    private readonly FileDigests digests = new(new Later());

    public static bool OnADisk
    {
        get
        {
            using var temporary = new TempFolder();
            temporary.Write("file", "a");
            using var file = RegularFile.Open(temporary.At("file"));
            return file is not null && FileDigests.TellsWrites(Own, 0x180, Libc.FileSystem(file));
        }
    }

    public void Dispose() => folder.Dispose();

    [Fact(SkipUnless = nameof(OnADisk), Skip = "the temporary folder is on no disk")]
    public void Of_MoreFilesThanAreKept_ForgetsTheOldest()
    {
        for (var i = 0; i < FileDigests.MaxKept + 8; i++)
        {
            folder.Write($"file-{i}", $"{i}");
            Assert.Equal(Digest256.Sha256(System.Text.Encoding.UTF8.GetBytes($"{i}")), Of($"file-{i}"));
        }

        Assert.Equal(FileDigests.MaxKept, digests.Count);
        Assert.Equal(Digest256.Sha256("0"u8), Of("file-0"));
        Assert.Equal(FileDigests.MaxKept, digests.Count);
    }

    [Theory(SkipUnless = nameof(OnADisk), Skip = "the temporary folder is on no disk")]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserExecute, 1)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.GroupWrite, 0)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.OtherWrite, 0)]
    public void Of_FileThatOthersMayWrite_IsNotKept(UnixFileMode mode, int kept)
    {
        folder.Write("file", "a");
        File.SetUnixFileMode(folder.At("file"), mode);
        Assert.Equal(Digest256.Sha256("a"u8), Of("file"));
        Assert.Equal(kept, digests.Count);
    }

    [Fact]
    public void TellsWrites_OwnerAndFileSystem_AreAsked()
    {
        Assert.True(FileDigests.TellsWrites(0, 0x1ed, Ext4));
        Assert.True(FileDigests.TellsWrites(Own, 0x1ed, Ext4));
        Assert.False(FileDigests.TellsWrites(Own + 1001, 0x1ed, Ext4));
        Assert.False(FileDigests.TellsWrites(0, 0x1ed, Tmpfs));
        Assert.False(FileDigests.TellsWrites(0, 0x1ed, null));
    }

    [Fact]
    public async Task Open_WhatIsNoStoredFile_IsNothing()
    {
        folder.Write("file", "a");
        File.CreateSymbolicLink(folder.At("link"), folder.At("file"));
        File.CreateSymbolicLink(folder.At("device"), "/dev/null");
        using var pipe = Process.Start("mkfifo", folder.At("pipe"));
        await pipe.WaitForExitAsync(TestContext.Current.CancellationToken);
        foreach (var path in (string[])["/dev/null", "/dev/tty", "/proc/version", "/proc/self/stat", "/sys/kernel/mm/transparent_hugepage/enabled", folder.At("device"), folder.At("pipe"), folder.At("none"), folder.Path])
        {
            using var none = RegularFile.Open(path);
            Assert.True(none is null, path);
        }

        Assert.Equal(Digest256.Sha256("a"u8), Of("file"));
        Assert.Equal(Digest256.Sha256("a"u8), Of("link"));
    }

    [Fact]
    public void Answer_ErrorOrNobody_AreToldApart()
    {
        Assert.Null(AccountNames.Answer(5, 0));
        Assert.Equal("", AccountNames.Answer(0, 0));
        var name = Marshal.StringToCoTaskMemUTF8("support");
        Assert.Equal("support", AccountNames.Answer(0, name));
        Assert.Null(AccountNames.Answer(11, name));
        Marshal.FreeCoTaskMem(name);
    }

    private Digest256 Of(string name)
    {
        using var file = RegularFile.Open(folder.At(name));
        return digests.Of(file!);
    }

    // Files are settled for it.
    private sealed class Later : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddMinutes(1);
    }
}
